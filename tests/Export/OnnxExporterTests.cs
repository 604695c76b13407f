using OnnxForge.Export;
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
        Console.WriteLine(graph);
        Assert.AreEqual("x", graph.Inputs[0].Name);
        Assert.AreEqual("x: float32[batch, 3]", graph.Inputs[0].ToString());
        CollectionAssert.AreEquivalent(new[] { "a.weight", "a.bias", "b.weight", "b.bias" }, graph.Constants.Select(c => c.Name).Where(n => n.Contains('.')).ToArray());
        Assert.HasCount(8, model.Report.Parity.Cases);
        Assert.IsLessThan(1e-5, model.Report.Parity.MaxAbsolute);
        Assert.AreEqual(9, model.Report.IrVersion);
    }
}
