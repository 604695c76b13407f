using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ModelTests
{
    [TestMethod]
    public void Evaluate_AnyBatchSize_GivesTheSameAndResetsMetrics()
    {
        var (x, y) = TrainingSamples.Line(10);
        var model = TrainingSamples.Compiled(regularizer: new L2(0.1));
        var whole = model.Evaluate(x, y, 10);
        var parts = model.Evaluate(x, y, 3);
        Assert.AreEqual("loss, mean_absolute_error", string.Join(", ", whole.Keys));
        foreach (var (name, value) in whole) Assert.AreEqual(value, parts[name], 1e-6);
        Assert.AreEqual((model.Predict(x) - y).square().mean().item<float>() + 0.1 * 0.5, whole["loss"], 1e-6);
        Assert.AreEqual(0.0, model.Metrics[0].Result());
    }

    [TestMethod]
    public void EvaluateAndPredict_RunInEvaluationModeWithoutGradients()
    {
        var (x, y) = TrainingSamples.Line(5);
        var model = new ModeModel();
        model.Compile(new MeanSquaredError(), new Nadam());
        using (var prediction = model.Predict(x, 2))
        {
            Assert.IsFalse(prediction.requires_grad);
            CollectionAssert.AreEqual(new long[] { 5, 1 }, prediction.shape);
        }
        model.Evaluate(x, y, 2);
        Assert.AreEqual(6, model.Seen.Count);
        Assert.IsFalse(model.Seen.Any(mode => mode));
        Assert.IsTrue(model.training);
        Assert.IsTrue(is_grad_enabled());
    }

    [TestMethod]
    public void Predict_InBatches_IsTheForwardOfAllRowsAndLeaksNothing()
    {
        var (x, _) = TrainingSamples.Line(7);
        var model = TrainingSamples.Compiled();
        var expected = model.call(x).data<float>().ToArray();
        CollectionAssert.AreEqual(expected, model.Predict(x, 7).data<float>().ToArray());
        CollectionAssert.AreEqual(expected, model.Predict(x, 2).data<float>().ToArray());
        var before = LiveTensors.Count;
        model.Predict(x, 2).Dispose();
        Assert.AreEqual(before, LiveTensors.Count);
    }

    [TestMethod]
    public void TrainStep_Overridden_DecidesWhatIsReported()
    {
        var (x, y) = TrainingSamples.Line(8);
        var model = new TwoStepModel();
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0.1), new MeanAbsoluteErrorMetric());
        var history = model.Fit(x, y, new FitOptions { BatchSize = 4 });
        Assert.AreEqual("loss, twice", string.Join(", ", history.Epochs[0].Values.Keys));
        Assert.AreEqual(2 * history.Epochs[0].Values["loss"], history.Epochs[0].Values["twice"], 1e-9);
    }

    [TestMethod]
    public void AddedLossAndMetric_AreTrainedEvaluatedAndReported()
    {
        var (x, y) = TrainingSamples.Line(6);
        var model = new AddingModel();
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0));
        var values = model.Fit(x, y, new FitOptions { BatchSize = 3, Validation = (x, y) }).Epochs[0].Values;
        Assert.AreEqual("loss, output_level, val_loss, val_output_level", string.Join(", ", values.Keys));
        var prediction = model.Predict(x);
        var level = prediction.mean().item<float>();
        Assert.AreEqual(level, values["output_level"], 1e-6);
        Assert.AreEqual((prediction - y).square().mean().item<float>() + 10 * level, values["loss"], 1e-5);
        Assert.AreEqual(values["loss"], values["val_loss"], 1e-5);
    }

    [TestMethod]
    public void CompileConfig_AfterRestoring_IsTheSame()
    {
        var model = TrainingSamples.Compiled(new MultiOptimizer([new("output.kernel", new Nadam(0.01)), new("output.bias", new StochasticGradientDescent(0.5))]));
        var config = ((ICompiled)model).CompileConfig!.ToJsonString();
        Assert.AreEqual("""{"loss":{"type":"onnxforge/mean-squared-error","version":1,"config":{"reduction":"mean"}},"optimizer":{"type":"onnxforge/multi-optimizer","version":1,"config":{"rules":[{"prefix":"output.kernel","optimizer":{"type":"onnxforge/nadam","version":1,"config":{"learningRate":0.01,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}}},{"prefix":"output.bias","optimizer":{"type":"onnxforge/stochastic-gradient-descent","version":1,"config":{"learningRate":0.5,"momentum":0,"nesterov":false,"weightDecay":0}}}]}},"metrics":[{"type":"onnxforge/mean-absolute-error-metric","version":1,"config":{"name":"mean_absolute_error"}}]}""", config);
        var other = new LineModel();
        Assert.IsNull(((ICompiled)other).CompileConfig);
        ((ICompiled)other).RestoreCompile(JsonNode.Parse(config)!.AsObject(), new CustomObjectRegistry());
        Assert.AreEqual(config, ((ICompiled)other).CompileConfig!.ToJsonString());
        ConfigContract.Error<ConfigException>("optimizer: expected an optimizer; received null. Save the model again.",
            () => ((ICompiled)other).RestoreCompile(new JsonObject { ["loss"] = JsonNode.Parse(config)!["loss"]!.DeepClone() }, new CustomObjectRegistry()));
    }

    [TestMethod]
    public void Dispose_FreesOptimizerAndMeasures()
    {
        var (x, y) = TrainingSamples.Line(4);
        var metric = new MeanAbsoluteErrorMetric();
        // TorchSharp counts the tensor that a parameter is made from as living on, so the build alone is what to compare with.
        Assert.AreEqual(Left(model => model.Predict(x).Dispose()), Left(model =>
        {
            model.Compile(new MeanSquaredError(), new Nadam(), metric);
            model.Fit(x, y);
            model.Compile(new MeanSquaredError(), new Nadam(), metric);
            model.Fit(x, y);
        }));

        static long Left(Action<Model> use)
        {
            var before = LiveTensors.Count;
            using (var model = new LineModel()) use(model);
            return LiveTensors.Count - before;
        }
    }

    [TestMethod]
    public void Summary_ListsLayersOnce()
    {
        var model = new SharedModel();
        model.call(ones(1, 3));
        model.Inner.Bias!.requires_grad = false;
        Assert.AreEqual("""
            SharedModel: [?, 3] to [?, 1000]

            Layer   Type    Output     Weights                        Parameters  Trainable
            inner   Dense   [?, 3]     kernel [3, 3], bias [3]                12  partly
            unused  Dense   not built
            plain   Linear  [?, 1000]  weight [1000, 3], bias [1000]       4,000  yes

            Total: 4,012 parameters, 4,009 trainable, 3 not trainable
            """.ReplaceLineEndings("\n"), model.Summary());
    }

    private sealed class ModeModel : LineModel
    {
        public List<bool> Seen { get; } = [];

        public override Tensor forward(Tensor input)
        {
            Seen.Add(training || is_grad_enabled());
            return base.forward(input);
        }
    }

    private sealed class TwoStepModel : LineModel
    {
        protected override IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y)
        {
            var prediction = call(x);
            var loss = ComputeLoss(y, prediction);
            ApplyGradients(loss);
            var values = UpdateMetrics(loss, y, prediction);
            return new Dictionary<string, double> { ["loss"] = values["loss"], ["twice"] = 2 * values["loss"] };
        }
    }

    private sealed class AddingModel : LineModel
    {
        public override Tensor forward(Tensor input)
        {
            var output = base.forward(input);
            AddLoss(10 * output.mean());
            AddMetric("output_level", output.mean());
            return output;
        }
    }

    private sealed class SharedModel : Model
    {
        private readonly Dense inner = new(3);
        private readonly Dense unused = new(2);
        private readonly TorchSharp.Modules.Linear plain = nn.Linear(3, 1000);

        public Dense Inner => inner;

        public override Tensor forward(Tensor input) => plain.call(inner.call(inner.call(input)) * unused.Units);
    }
}
