using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class TabularModelTests
{
    [TestMethod]
    public void Forward_IsTheCoreOnFeaturesInTheTargetsUnit()
    {
        using var core = new Dense(1, kernelInitializer: new Constant(0.5), biasInitializer: new Constant(1));
        using var model = new TabularModel(TabularSamples.Schema, core);
        using var prediction = model.call(TabularSamples.Schema.Inputs(TabularSamples.Rows));
        var (x, _) = model.Encode(TabularSamples.Rows);
        var expected = (0.5 * x.sum(1, keepdim: true) + 1) * Math.Sqrt(40) + 20;
        Assert.IsTrue(prediction.allclose(expected));
        CollectionAssert.AreEqual(new long[] { 5, 1 }, prediction.shape);
    }

    [TestMethod]
    public void Encode_OfRows_GivesWhatTheCoreTrainsOn()
    {
        using var model = new TabularModel(TabularSamples.Schema, new Dense(1));
        var (x, y) = model.Encode(TabularSamples.Rows);
        using var features = new TabularEncoder(TabularSamples.Schema).call(TabularSamples.Schema.Inputs(TabularSamples.Rows));
        CollectionAssert.AreEqual(features.data<float>().ToArray(), x.data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { -10, 0, 10, 0, 0 }.Select(value => (float)(value / Math.Sqrt(40))).ToArray(), y.data<float>().ToArray());
        var before = LiveTensors.Count;
        var again = model.Encode(TabularSamples.Rows);
        Assert.AreEqual(before + 2, LiveTensors.Count);
        Assert.IsFalse(again.X.requires_grad);
        ConfigContract.Error<DataException>("TabularModel.Encode: expected rows with a target; received rows without one. Give the target column to TabularColumns.",
            () => model.Encode(new TabularColumns(TabularSamples.Rows.Numeric, TabularSamples.Rows.Text)));
    }

    [TestMethod]
    public void Core_OfTwoOutputs_IsRefused()
    {
        using var model = new TabularModel(TabularSamples.Schema, new Dense(2));
        ConfigContract.Error<ShapeException>("TabularModel, core: expected an output [batch, 1]; received an output [5, 2]. Give the core one output a row.",
            () => model.call(TabularSamples.Schema.Inputs(TabularSamples.Rows)));
    }

    [TestMethod]
    public void State_IsTheCoresAndTheSchemas()
    {
        using var model = new TabularModel(TabularSamples.Schema, new Dense(1));
        model.call(TabularSamples.Schema.Inputs(TabularSamples.Rows)).Dispose();
        Assert.AreEqual("core.bias, core.kernel, deviation, encoder.codes0, encoder.codes1, encoder.deviation, encoder.mean, encoder.median, mean", string.Join(", ", model.state_dict().Keys.Order()));
        Assert.AreEqual("core, encoder", string.Join(", ", model.named_children().Select(child => child.name).Order()));
    }
}
