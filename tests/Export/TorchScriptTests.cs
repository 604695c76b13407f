using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class TorchScriptTests
{
    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "TorchScript", name);

    [TestMethod]
    [DataRow("classifier-traced.pt")]
    [DataRow("classifier-scripted.pt")]
    public void Build_ScriptFile_KeepsWeightNamesAndAgrees(string file)
    {
        using var module = jit.load(File(file));
        using var example = randn(4, 8);
        var model = OnnxExporter.Build(module, [example]);
        var graph = OnnxReader.Read(model.Bytes).Graph;
        CollectionAssert.AreEquivalent(new[] { "hidden.weight", "hidden.bias", "out.weight", "out.bias" }, graph.Constants.Select(c => c.Name).Where(n => n.Contains('.')).ToArray());
        Assert.AreEqual("[batch, 3]", $"[{string.Join(", ", OnnxFileSummary.Read(model.Bytes).Outputs[0].Dims)}]");
        Assert.IsLessThan(1e-6, model.Report.Parity.MaxAbsolute);
    }

    [TestMethod]
    public void Build_ScriptWithControlFlow_IsFixedByTheExample()
    {
        using var module = jit.load(File("branching-scripted.pt"));
        using var x = randn(3, 5);
        using var scale = randn(3, 4);
        var model = OnnxExporter.Build(module, [x, scale], new ExportOptions { Inputs = [new InputSpec("x"), new InputSpec("scale")], OutputNames = ["z", "positive"] });
        var summary = OnnxFileSummary.Read(model.Bytes);
        CollectionAssert.AreEqual(new[] { "z float32 [batch, 2, 2]", "positive bool [batch]" }, summary.Outputs.Select(o => o.ToString()).ToArray());
        Assert.IsLessThan(1e-5, model.Report.Parity.MaxAbsolute);
    }
}
