using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Tests.Cli;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class FunctionalModelTests
{
    private static FunctionalModel WideAndDeep()
    {
        var input = GraphTensor.Input([8]);
        var shared = new Dense(8, new Elu());
        var deep = shared.call(shared.call(input));
        return new FunctionalModel(input, new Dense(1).call(new Concatenate().call(input, nn.Linear(8, 5).call(deep))));
    }

    [TestMethod]
    public void FunctionalModel_OfAGraph_KnowsItsShapesAndComputes()
    {
        using var model = WideAndDeep();
        Assert.AreEqual("float32 [?, 1]", $"{model.InferOutputs(new TensorSpec([-1, 8]))[0]}");
        Assert.HasCount(4, model.Graph.Layers);
        Assert.HasCount(5, model.Graph.Calls);
        CollectionAssert.AreEqual(new long[] { 3, 1 }, model.call(randn(3, 8)).shape);
    }

    [TestMethod]
    public void FunctionalModel_Fitted_ChangesTheSharedLayerOnce()
    {
        random.manual_seed(3);
        using var model = WideAndDeep();
        model.Compile(new MeanSquaredError(), new Adam(0.01));
        var x = randn(64, 8);
        var history = model.Fit(x, x.sum(1, keepdim: true), new FitOptions { Epochs = 20 });
        Assert.IsLessThan(history.Epochs[0].Values["loss"] / 4, history.Epochs[^1].Values["loss"]);
    }

    [TestMethod]
    public void FunctionalModel_Exported_Agrees()
    {
        using var model = WideAndDeep();
        var report = OnnxExporter.Build(model, [randn(4, 8)]).Report;
        Assert.AreEqual(4, report.Operators["Gemm"]);
        Assert.IsLessThan(1e-5, report.Parity.MaxAbsolute);
    }

    [TestMethod]
    public void Between_MissingInput_IsRefused()
    {
        var (a, b) = (GraphTensor.Input([2], name: "a"), GraphTensor.Input([2], name: "b"));
        var sum = new Concatenate().call(a, b);
        ConfigContract.Error<ConfigException>("FunctionalModel, inputs: expected every input that the outputs depend on; received none for b float32 [?, 2]. Pass it among the inputs.",
            () => FunctionalGraph.Between([a], [sum]));
    }

    [TestMethod]
    public void Sequential_OfOursAndPlainModules_ComputesAndKnowsItsShape()
    {
        using var model = new Sequential([nn.Linear(8, 6), new Dense(30, new Selu()), nn.ReLU(), new Dense(1)], input: [8]);
        Assert.IsTrue(model.Built);
        Assert.AreEqual("float32 [?, 1]", $"{model.InferOutputs(new TensorSpec([-1, 8]))[0]}");
        CollectionAssert.AreEqual(new long[] { 3, 1 }, model.call(randn(3, 8)).shape);
    }

    [TestMethod]
    public void MultiFunctionalModel_OfTwoInputsAndOutputs_FitsSavesAndExports()
    {
        random.manual_seed(5);
        var (wide, deep) = (GraphTensor.Input([3], name: "wide"), GraphTensor.Input([5], name: "deep"));
        var hidden = new Dense(12, new Elu()).call(deep);
        using var model = new MultiFunctionalModel([wide, deep], [new Dense(1).call(new Concatenate().call(wide, hidden)), new Dense(2).call(hidden)]);
        model.Compile([new MeanSquaredError(), new MeanAbsoluteError()], new Adam(0.01), [[new MeanAbsoluteErrorMetric()], []], [1, 0.1]);
        var (a, b) = (randn(64, 3), randn(64, 5));
        Tensor[] targets = [a.sum(1, keepdim: true), b.narrow(1, 0, 2)];
        var history = model.Fit([a, b], targets, new FitOptions { Epochs = 10, BatchSize = 16 });
        var values = history.Epochs[^1].Values;
        Assert.AreEqual("loss, output_0_loss, output_1_loss, output_0_mean_absolute_error", string.Join(", ", values.Keys));
        Assert.AreEqual(values["loss"], values["output_0_loss"] + 0.1 * values["output_1_loss"], 1e-6);
        Assert.IsLessThan(history.Epochs[0].Values["loss"], values["loss"]);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.forge");
        ModelBundle.Save(path, model);
        using var loaded = (MultiFunctionalModel)ModelBundle.Load(path, new CustomObjectRegistry()).Model;
        Assert.HasCount(2, loaded.Losses);
        foreach (var (expected, received) in model.Predict([a, b]).Zip(loaded.Predict([a, b]))) Assert.IsTrue(expected.equal(received).all().item<bool>());
        Assert.IsLessThan(1e-5, OnnxExporter.Build(model, [a, b]).Report.Parity.MaxAbsolute);
    }
}
