using OnnxForge.Authoring;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class FitErrorTests
{
    private static readonly Tensor x = ones(4, 2), y = ones(4, 1);

    [TestMethod]
    public void Model_NotCompiled_IsRefused()
    {
        const string rest = ": expected a compiled model; received one that is not compiled. Call Compile(loss, optimizer, metrics) first.";
        var model = new LineModel();
        ConfigContract.Error<ConfigException>("LineModel.Fit" + rest, () => model.Fit(x, y));
        ConfigContract.Error<ConfigException>("LineModel.Evaluate" + rest, () => model.Evaluate(x, y));
        CollectionAssert.AreEqual(new long[] { 4, 1 }, model.Predict(x).shape);
    }

    [TestMethod]
    public void Rows_ThatDiffer_AreRefused()
    {
        const string rest = ": expected as many targets as inputs, 4 rows; received targets of shape [3, 1]. Give one target for each row of inputs.";
        var model = TrainingSamples.Compiled();
        ConfigContract.Error<DataException>("LineModel.Fit" + rest, () => model.Fit(x, ones(3, 1)));
        ConfigContract.Error<DataException>("LineModel.Fit, validation" + rest, () => model.Fit(x, y, new FitOptions { Validation = (x, ones(3, 1)) }));
        ConfigContract.Error<DataException>("LineModel.Evaluate" + rest, () => model.Evaluate(x, ones(3, 1)));
        Assert.IsFalse(model.Built);
    }

    [TestMethod]
    public void Rows_None_AreRefused()
    {
        const string rest = ": expected inputs of 1 row or more, [rows, ...]; received inputs of shape [0, 2]. Check where the rows come from.";
        var model = TrainingSamples.Compiled();
        ConfigContract.Error<DataException>("LineModel.Fit" + rest, () => model.Fit(ones(0, 2), ones(0, 1)));
        ConfigContract.Error<DataException>("LineModel.Evaluate" + rest, () => model.Evaluate(ones(0, 2), ones(0, 1)));
        ConfigContract.Error<DataException>("LineModel.Predict" + rest, () => model.Predict(ones(0, 2)));
    }

    [TestMethod]
    public void Counts_BelowOne_AreRefused()
    {
        var model = TrainingSamples.Compiled();
        ConfigContract.Error<ConfigException>("LineModel.Fit: expected 1 or more epochs; received 0. Give a number of 1 or more.",
            () => model.Fit(x, y, new FitOptions { Epochs = 0 }));
        ConfigContract.Error<ConfigException>("LineModel.Fit: expected 1 or more rows a batch; received -1. Give a number of 1 or more.",
            () => model.Fit(x, y, new FitOptions { BatchSize = -1 }));
        ConfigContract.Error<ConfigException>("LineModel.Predict: expected 1 or more rows a batch; received 0. Give a number of 1 or more.",
            () => model.Predict(x, 0));
    }

    [TestMethod]
    public void Loss_NotANumber_NamesTheStepAndSparesTheWeights()
    {
        var model = new PoisonModel();
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0.1));
        var before = Array.Empty<float>();
        var log = new CallbackLog { Step = _ => before = TrainingSamples.Kernel(model) };
        ConfigContract.Error<DataException>("PoisonModel, epoch 2, step 1: expected a finite loss; received NaN. "
            + "Look for missing or infinite values in inputs and targets, or lower the learning rate.",
            () => model.Fit(x, y, new FitOptions { Epochs = 3, BatchSize = 2, Callbacks = [log] }));
        CollectionAssert.AreEqual(before, TrainingSamples.Kernel(model));
        CollectionAssert.DoesNotContain(log.Events, "stopped False");
        Assert.IsTrue(model.training);
    }

    [TestMethod]
    public void LossesReadLater_NameTheFirstStepThatIsNotFinite()
    {
        using var guard = new LossGuard("Model", interval: 4);
        for (var step = 1; step < 4; step++) guard.Watch(1, step, tensor(step == 2 ? float.PositiveInfinity : 1f));
        ConfigContract.Error<DataException>("Model, epoch 1, step 2: expected a finite loss; received Infinity. "
            + "Look for missing or infinite values in inputs and targets, or lower the learning rate.", () => guard.Watch(1, 4, tensor(float.NaN)));
        guard.Watch(2, 1, tensor(1f));
        guard.Flush();
    }

    [TestMethod]
    public void MetricNames_Twice_AreRefused()
    {
        const string rest = "LineModel: expected metrics of different names, none of them \"loss\"; received a second one named ";
        var model = new LineModel();
        ConfigContract.Error<ConfigException>(rest + "\"mean_absolute_error\". Give one of them another name.",
            () => model.Compile(new MeanSquaredError(), new Nadam(), new MeanAbsoluteErrorMetric(), new MeanAbsoluteErrorMetric()));
        ConfigContract.Error<ConfigException>(rest + "\"loss\". Give one of them another name.",
            () => model.Compile(new MeanSquaredError(), new Nadam(), new MeanMetric("loss")));
        Assert.IsNull(model.Loss);
        var reporting = new ReportingModel();
        reporting.Compile(new MeanSquaredError(), new Nadam(), new MeanMetric("mean_output"));
        ConfigContract.Error<ConfigException>("ReportingModel: expected metrics of different names, none of them \"loss\"; received a second one named \"mean_output\". "
            + "Give one of them another name.", () => reporting.Fit(x, y));
    }

    [TestMethod]
    public void Target_OfAnotherShape_IsRefusedBeforeAStep()
    {
        var model = TrainingSamples.Compiled();
        ConfigContract.Error<ShapeException>("mean_squared_error: expected a target of the prediction's shape [4, 1]; received a target of shape [4]. "
            + "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).", () => model.Fit(x, ones(4)));
        CollectionAssert.AreEqual(new[] { 0.5f, 0.5f }, TrainingSamples.Kernel(model));
    }

    [TestMethod]
    public void Weights_FrozenAfterTheFirstStep_NeedCompile()
    {
        var model = TrainingSamples.Compiled();
        model.Fit(x, y);
        model.Output.Bias!.requires_grad = false;
        ConfigContract.Error<ConfigException>("LineModel: expected the 2 trainable weights that the optimizer started with; received 1, not all of them the same. "
            + "Call Compile again after the model was moved, extended or frozen, and use every layer in the first step.", () => model.Fit(x, y));
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0.1));
        model.Fit(x, y);
    }

    [TestMethod]
    public void Weights_ReplacedByAConversion_AreEvaluatedAsBefore()
    {
        var model = TrainingSamples.Compiled(regularizer: new L2(0.1));
        model.Fit(x, y);
        var before = model.Evaluate(x, y)["loss"];
        model.to(ScalarType.Float64);
        Assert.AreEqual(before, model.Evaluate(x.to(ScalarType.Float64), y.to(ScalarType.Float64))["loss"], 1e-6);
    }

    [TestMethod]
    public void Weights_None_CannotTrain()
    {
        var model = TrainingSamples.Compiled();
        model.EnsureBuilt([-1, 2]);
        model.call(x);
        foreach (var weight in model.parameters()) weight.requires_grad = false;
        ConfigContract.Error<ConfigException>("LineModel: expected a weight to train; received none that carries gradients. Give the model a layer with weights, or unfreeze one.",
            () => model.Fit(x, y));
    }

    private sealed class PoisonModel : LineModel
    {
        private int calls;

        public override Tensor forward(Tensor input) => base.forward(input) * (++calls > 2 ? float.NaN : 1f);
    }

    private sealed class ReportingModel : LineModel
    {
        public override Tensor forward(Tensor input)
        {
            var output = base.forward(input);
            AddMetric("mean_output", output.mean());
            return output;
        }
    }
}
