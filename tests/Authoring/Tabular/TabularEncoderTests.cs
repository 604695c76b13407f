using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class TabularEncoderTests
{
    private static Tensor[] Inputs => TabularSamples.Schema.Inputs(TabularSamples.Rows);

    [TestMethod]
    public void Forward_OfRows_FillsScalesAndMarks()
    {
        using var encoder = new TabularEncoder(TabularSamples.Schema);
        var rows = new TabularColumns([new NumericValues("rooms", [6, null]), new NumericValues("floor", [3, 5])],
            [new TextValues("place", ["b", "elsewhere"]), new TextValues("view", [null, "sea"])]);
        using var features = encoder.call(TabularSamples.Schema.Inputs(rows));
        var deviation = Math.Sqrt(3.04);
        var expected = tensor(new[,]
        {
            { (float)(3.4 / deviation), 0, 0, 0, 1, 1, 0 },
            { (float)(-0.6 / deviation), 2, 0, 0, 0, 0, 1 },
        });
        Assert.IsTrue(features.allclose(expected, 1e-6), $"{string.Join(", ", features.data<float>())}");
        CollectionAssert.AreEqual(new long[] { 2, TabularSamples.Schema.Features }, features.shape);
        Assert.AreEqual(ScalarType.Float32, features.dtype);
    }

    [TestMethod]
    public void Forward_OfTrainingRows_HasMeanZeroAndDeviationOne()
    {
        using var encoder = new TabularEncoder(TabularSamples.Schema);
        using var features = encoder.call(Inputs);
        Assert.AreEqual(0, features[.., 0].mean().item<float>(), 1e-6);
        Assert.AreEqual(1, features[.., 0].square().mean().item<float>(), 1e-6);
        CollectionAssert.AreEqual(new float[5], features[.., 1].data<float>().ToArray());
    }

    [TestMethod]
    public void Forward_OfOneKindOfColumn_Works()
    {
        var target = new NumericValues("t", [1, 2]);
        var numeric = TabularSchema.Fit(new TabularColumns([new NumericValues("a", [1, 3])], [], target));
        CollectionAssert.AreEqual(new[] { -1f, 1f }, new TabularEncoder(numeric).call([tensor(new[,] { { 1f }, { 3f } })]).data<float>().ToArray());
        var text = TabularSchema.Fit(new TabularColumns([], [new TextValues("a", ["x", "y"])], target));
        CollectionAssert.AreEqual(new[] { 0f, 1f }, new TabularEncoder(text).call([tensor(new[,] { { 1L } })]).data<float>().ToArray());
    }

    [TestMethod]
    public void Inputs_ThatDoNotFit_AreRefused()
    {
        using var encoder = new TabularEncoder(TabularSamples.Schema);
        var inputs = Inputs;
        ConfigContract.Error<DataException>("TabularEncoder: expected 4 columns (2 numeric, then 2 text); received 3. Make the inputs with TabularSchema.Inputs.",
            () => encoder.call(inputs[..3]));
        ConfigContract.Error<DataException>("TabularEncoder, column 3 \"place\": expected a tensor of type Int64; received Float32. Make the inputs with TabularSchema.Inputs.",
            () => encoder.call([inputs[0], inputs[1], inputs[0], inputs[3]]));
        ConfigContract.Error<ShapeException>("TabularEncoder, column 2 \"floor\": expected a column [batch, 1]; received a tensor [5]. Shape it with reshape(-1, 1).",
            () => encoder.call([inputs[0], inputs[1].reshape(5), inputs[2], inputs[3]]));
        ConfigContract.Error<ShapeException>("TabularEncoder, column 4 \"view\": expected a column [batch, 1]; received a tensor [5, 2]. Shape it with reshape(-1, 1).",
            () => encoder.call([inputs[0], inputs[1], inputs[2], cat([inputs[3], inputs[3]], 1)]));
    }

    [TestMethod]
    public void Statistics_AreBuffers()
    {
        using var encoder = new TabularEncoder(TabularSamples.Schema);
        Assert.AreEqual("median, mean, deviation, codes0, codes1", string.Join(", ", encoder.named_buffers().Select(buffer => buffer.name)));
        Assert.AreEqual(0, encoder.parameters().Count());
    }

    [TestMethod]
    public void Config_RoundTrip_KeepsTheSchema() => ConfigContract.RoundTrip(new TabularEncoder(TabularSchema.Fit(new TabularColumns(
        [new NumericValues("a", [1, 3])], [new TextValues("b", ["x", null])], new NumericValues("t", [0, 4])))),
        """{"type":"onnxforge/tabular-encoder","version":1,"config":{"schema":{"numeric":[{"name":"a","median":2,"mean":2,"deviation":1}],"text":[{"name":"b","vocabulary":["","x"]}],"target":{"name":"t","mean":2,"deviation":2}}}}""");
}
