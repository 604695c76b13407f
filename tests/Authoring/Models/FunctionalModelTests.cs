using OnnxForge.Authoring;
using OnnxForge.Export;
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
}
