using OnnxForge.Export;
using OnnxForge.Inference;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class OnnxExporterTests
{
    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Linear a = nn.Linear(3, 4), b = nn.Linear(4, 2);

        public Net() : base("Net") => RegisterComponents();

        public override Tensor forward(Tensor x) => b.call(nn.functional.selu(a.call(x)) * 2 + 1);
    }

    [TestMethod]
    public void Build_PlainModule_GivesNamedGraphAndParity()
    {
        random.manual_seed(1);
        using var net = new Net();
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(net, [example]);
        var graph = OnnxReader.Read(model.Bytes).Graph;
        Assert.AreEqual("x: float32[batch, 3]", graph.Inputs[0].ToString());
        Assert.AreEqual("output: float32[batch, 2]", graph.Outputs[0].ToString());
        CollectionAssert.AreEquivalent(new[] { "a.weight", "a.bias", "b.weight", "b.bias" }, graph.Constants.Select(c => c.Name).Where(n => n.Contains('.')).ToArray());
        CollectionAssert.AreEqual(new[] { "Gemm", "Selu", "Mul", "Add", "Gemm" }, graph.Nodes.Select(n => n.OpType).ToArray());
        Assert.AreEqual("a", graph.Nodes[0].Origin!.ModulePath);
        StringAssert.EndsWith(graph.Nodes[0].Origin!.File, "OnnxExporterTests.cs");
        Assert.HasCount(22, model.Report.Parity.Cases);
        Assert.IsLessThan(1e-5, model.Report.Parity.MaxAbsolute);
        Assert.AreEqual(9, model.Report.IrVersion);
        Assert.IsTrue(net.training, "the export gave the module back in another mode");
    }

    [TestMethod]
    public void Build_SameModelTwice_SameBytes()
    {
        using var net = new Net();
        using var example = randn(4, 3);
        CollectionAssert.AreEqual(OnnxExporter.Build(net, [example]).Bytes.ToArray(), OnnxExporter.Build(net, [example]).Bytes.ToArray());
    }

    [TestMethod]
    [DataRow(17, 8L)]
    [DataRow(18, 8L)]
    [DataRow(19, 9L)]
    [DataRow(20, 9L)]
    [DataRow(21, 10L)]
    [DataRow(22, 10L)]
    [DataRow(23, 11L)]
    public void Build_EachOpset_StampsLowestIrAndRuns(int opset, long ir)
    {
        using var net = new Net();
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(net, [example], new ExportOptions { Opset = opset });
        var summary = OnnxFileSummary.Read(model.Bytes);
        Assert.AreEqual(ir, summary.IrVersion);
        Assert.AreEqual(opset, summary.Opset);
    }

    [TestMethod]
    public void Build_UnknownOpset_IsRefused()
    {
        var error = Assert.ThrowsExactly<ExportException>(() => OnnxExporter.Build(x => x, ones(2, 2), new ExportOptions { Opset = 16 }));
        Assert.AreEqual("Opset: expected 17 to 23; received 16. Choose one of these.", error.Message);
    }

    [TestMethod]
    public void Build_Function_KeepsCapturedTensorAsConstant()
    {
        using var scale = tensor(new float[] { 1, 2, 3 });
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(x => x * scale + 0.5, example);
        using var session = InferenceModel.Load(model.Bytes);
        var result = session.Run(new Dictionary<string, TensorData> { ["x"] = TensorData.Create<float>([1, 1, 1], 1, 3) });
        CollectionAssert.AreEqual(new[] { 1.5f, 2.5f, 3.5f }, result["output"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Build_UnderConstantCollections_ScalarsSurvive()
    {
        using var example = randn(4, 3);
        using var stop = new CancellationTokenSource();
        var collector = Task.Run(() =>
        {
            while (!stop.Token.WaitHandle.WaitOne(1)) GC.Collect(0);
        });
        try
        {
            var model = OnnxExporter.Build(x =>
            {
                for (int i = 0; i < 40; i++) x = x.add(x, alpha: 0.25) - 0.5;
                return x;
            }, example);
            Assert.AreEqual(40, model.Report.Operators["Sub"]);
        }
        finally
        {
            stop.Cancel();
            collector.Wait();
        }
    }

    [TestMethod]
    public void Build_FreedIntermediates_AreNotMistakenForLaterTensors()
    {
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(x =>
        {
            for (int i = 0; i < 30; i++)
            {
                // freed at once, so that libtorch would hand out the same address again
                using var scaled = x * (i + 1);
                using var shifted = scaled + i;
                x = shifted / (i + 1);
            }
            return x;
        }, example);
        Assert.AreEqual(30, model.Report.Operators["Div"]);
    }

    [TestMethod]
    public void Build_ConstantMadeInside_IsKept()
    {
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(x =>
        {
            using var made = tensor(new float[] { 1, 2, 3 });
            using var other = tensor(new float[] { 10, 20, 30 });
            return x * made + other;
        }, example);
        using var session = InferenceModel.Load(model.Bytes);
        var result = session.Run(new Dictionary<string, TensorData> { ["x"] = TensorData.Create<float>([1, 1, 1], 1, 3) });
        CollectionAssert.AreEqual(new[] { 11f, 22f, 33f }, result["output"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Build_ArangeOfBatch_FollowsTheSize()
    {
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(x => x + arange(x.shape[0], ScalarType.Float32).unsqueeze(1), example);
        Assert.AreEqual("output float32 [batch, 3]", OnnxFileSummary.Read(model.Bytes).Outputs[0].ToString());
    }

    [TestMethod]
    public void Build_LengthAndBatchDynamic_KeepsBothNames()
    {
        using var example = randn(2, 6, 4);
        var options = new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = new Dictionary<int, string> { [0] = "batch", [1] = "length" } }] };
        var model = OnnxExporter.Build(x => x.reshape(x.shape[0] * x.shape[1], 4).softmax(1).view(x.shape[0], x.shape[1], 2, 2).transpose(1, 2).flatten(2), example, options);
        Assert.AreEqual("output float32 [batch, 2, 2*length]", OnnxFileSummary.Read(model.Bytes).Outputs[0].ToString());
    }

    [TestMethod]
    public void Build_BatchInView_StaysDynamic()
    {
        using var example = randn(4, 6);
        var model = OnnxExporter.Build(x => x.view(x.shape[0], 2, 3).transpose(1, 2).reshape(x.shape[0] * 3, 2), example);
        Assert.AreEqual("output float32 [3*batch, 2]", OnnxFileSummary.Read(model.Bytes).Outputs[0].ToString());
    }

    [TestMethod]
    public void Build_SeveralOutputsWithAnInputAndOneTwice_NamesEach()
    {
        using var a = randn(4, 3);
        using var b = randn(4, 3);
        var model = OnnxExporter.Build(x =>
        {
            var sum = x[0] + x[1];
            return [sum, sum, x[0]];
        }, [a, b], new ExportOptions { Inputs = [new InputSpec("left"), new InputSpec("right")], OutputNames = ["sum", "again", "same"] });
        using var session = InferenceModel.Load(model.Bytes);
        var result = session.Run(new Dictionary<string, TensorData> { ["left"] = TensorData.Create<float>([1, 2, 3], 1, 3), ["right"] = TensorData.Create<float>([4, 5, 6], 1, 3) });
        CollectionAssert.AreEqual(new[] { 5f, 7, 9 }, result["sum"].AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 5f, 7, 9 }, result["again"].AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 2, 3 }, result["same"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Build_TextInput_TakesStrings()
    {
        using var codes = tensor(new long[] { 0, 1, -1 }).unsqueeze(1);
        var model = OnnxExporter.Build(x => [x[0].eq(arange(2)).to(ScalarType.Float32)], [codes],
            new ExportOptions { Inputs = [new InputSpec("place") { Vocabulary = ["INLAND", "ISLAND"] }] });
        using var session = InferenceModel.Load(model.Bytes);
        var result = session.Run(new Dictionary<string, TensorData> { ["place"] = TensorData.Create<string>(["ISLAND", "nowhere", "INLAND"], 3, 1) });
        CollectionAssert.AreEqual(new[] { 0f, 1, 0, 0, 1, 0 }, result["output"].AsSpan<float>().ToArray());
    }

    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(3, 3, hasBias: false), second = nn.Linear(3, 3, hasBias: false);

        public Tied() : base("Tied")
        {
            second.weight = first.weight;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => second.call(first.call(x));
    }

    [TestMethod]
    public void Build_TiedWeight_IsStoredOnce()
    {
        using var net = new Tied();
        using var example = randn(2, 3);
        var summary = OnnxFileSummary.Read(OnnxExporter.Build(net, [example]).Bytes);
        Assert.AreEqual(1, summary.Constants);
        Assert.AreEqual(36, summary.ConstantBytes);
    }
}
