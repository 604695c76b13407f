using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class BatchMethodTests
{
    [TestMethod]
    public void TrainOnBatch_IsAStepOfFit()
    {
        var (x, y) = TrainingSamples.Line(4);
        var fitted = TrainingSamples.Compiled(new Nadam(0.1), new L2(0.05));
        var values = fitted.Fit(x, y, new FitOptions { Epochs = 3 }).Epochs;
        var stepped = TrainingSamples.Compiled(new Nadam(0.1), new L2(0.05));
        for (var step = 0; step < 3; step++)
        {
            var own = stepped.TrainOnBatch(x, y);
            Assert.AreEqual("loss, mean_absolute_error", string.Join(", ", own.Keys));
            Assert.AreEqual(values[step].Values["loss"], own["loss"], 1e-6);
        }
        // The order of rows differs, and so does the order in which their gradients are added.
        foreach (var (expected, actual) in TrainingSamples.Kernel(fitted).Zip(TrainingSamples.Kernel(stepped))) Assert.AreEqual(expected, actual, 1e-6f);
    }

    [TestMethod]
    public void TestOnBatch_IsEvaluateOfTheBatch()
    {
        var (x, y) = TrainingSamples.Line(5);
        var model = TrainingSamples.Compiled(regularizer: new L2(0.1));
        var expected = model.Evaluate(x, y);
        foreach (var (name, value) in model.TestOnBatch(x, y)) Assert.AreEqual(expected[name], value, 1e-7);
        var weighted = model.TestOnBatch(x, y, tensor((float[])[0, 0, 0, 0, 5]));
        Assert.AreEqual((model.Predict(x) - y)[4].square().item<float>() + 0.1 * 0.5, weighted["loss"], 1e-6);
    }

    [TestMethod]
    public void PredictOnBatch_IsPredict()
    {
        var (x, _) = TrainingSamples.Line(5);
        var model = TrainingSamples.Compiled();
        using var output = model.PredictOnBatch(x);
        Assert.IsFalse(output.requires_grad);
        CollectionAssert.AreEqual(model.Predict(x).data<float>().ToArray(), output.data<float>().ToArray());
    }

    [TestMethod]
    public void BatchMethods_LeaveNoTensorAndNoModeBehind()
    {
        var (x, y) = TrainingSamples.Line(4);
        var model = TrainingSamples.Compiled(new Nadam(), new L1(0.01));
        model.eval();
        Use();
        var before = LiveTensors.Count;
        for (var i = 0; i < 20; i++) Use();
        Assert.AreEqual(before, LiveTensors.Count);
        Assert.IsFalse(model.training);

        void Use()
        {
            model.TrainOnBatch(x, y);
            model.TestOnBatch(x, y);
            model.PredictOnBatch(x).Dispose();
        }
    }

    [TestMethod]
    public void BatchMethods_OfBadBatches_AreRefused()
    {
        var (x, y) = (ones(4, 2), ones(4, 1));
        ConfigContract.Error<ConfigException>("LineModel.TrainOnBatch: expected a compiled model; received one that is not compiled. "
            + "Call Compile(loss, optimizer, metrics) first.", () => new LineModel().TrainOnBatch(x, y));
        var model = TrainingSamples.Compiled();
        ConfigContract.Error<DataException>("LineModel.TestOnBatch: expected as many targets as inputs, 4 rows; received targets of shape [3, 1]. "
            + "Give one target for each row of inputs.", () => model.TestOnBatch(x, ones(3, 1)));
        ConfigContract.Error<DataException>("LineModel.TrainOnBatch: expected sample weights of 4 rows, as the first input has; received sample weights of shape [3]. "
            + "Give every tensor the same rows.", () => model.TrainOnBatch(x, y, ones(3)));
    }

    [TestMethod]
    public void RegularizationAndAddedLosses_AreThoseOfNow()
    {
        var model = TrainingSamples.Compiled(regularizer: new L2(0.1));
        Assert.AreEqual(0, model.RegularizationLosses.Count);
        model.call(ones(1, 2));
        Assert.AreEqual(0.05f, model.RegularizationLosses.Single().item<float>(), 1e-7f);
        using var collected = ForwardValues.Collect();
        var adding = new AddingModel();
        adding.call(ones(1, 2));
        Assert.AreEqual(1f, adding.AddedLosses.Single().item<float>());
    }

    [TestMethod]
    public void RandomBatch_TakesPairsOfRows()
    {
        manual_seed(1);
        var rows = arange(10, ScalarType.Float32).reshape(-1, 1);
        var (x, y) = RandomBatch.Of(rows, rows * 2, 64);
        CollectionAssert.AreEqual(new long[] { 64, 1 }, x.shape);
        Assert.IsTrue((y == x * 2).all().item<bool>());
        Assert.IsGreaterThan(5, x.data<float>().ToArray().Distinct().Count());
        ConfigContract.Error<DataException>("RandomBatch: expected as many targets as inputs, 10 rows; received targets of shape [9]. "
            + "Give one target for each row of inputs.", () => RandomBatch.Of(rows, ones(9)));
    }

    private sealed class AddingModel : LineModel
    {
        public override Tensor forward(Tensor input)
        {
            AddLoss(input.mean());
            return base.forward(input);
        }
    }
}
