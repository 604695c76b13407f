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
        using var script = TorchScriptFile.Load(File(file));
        using var example = randn(4, 8);
        var model = OnnxExporter.Build(script.Module, [example]);
        var graph = OnnxReader.Read(model.Bytes).Graph;
        CollectionAssert.AreEquivalent(new[] { "hidden.weight", "hidden.bias", "out.weight", "out.bias" }, graph.Constants.Select(c => c.Name).Where(n => n.Contains('.')).ToArray());
        Assert.AreEqual("output float32 [batch, 3]", OnnxFileSummary.Read(model.Bytes).Outputs[0].ToString());
        Assert.IsLessThan(1e-6, model.Report.Parity.MaxRelative);
    }

    [TestMethod]
    public void Build_TracedAttentionWithDynamicLength_Agrees()
    {
        using var script = TorchScriptFile.Load(File("attention-traced.pt"));
        using var example = randn(2, 6, 8);
        var dynamic = new Dictionary<int, string> { [0] = "batch", [1] = "length" };
        var model = OnnxExporter.Build(script.Module, [example], new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = dynamic }] });
        Assert.AreEqual("output float32 [batch, length, 8]", OnnxFileSummary.Read(model.Bytes).Outputs[0].ToString());
    }

    [TestMethod]
    public void Build_ScriptWithControlFlow_IsFixedByTheExample()
    {
        using var script = TorchScriptFile.Load(File("branching-scripted.pt"));
        using var x = randn(3, 5);
        using var scale = randn(3, 4);
        var model = OnnxExporter.Build(script.Module, [x, scale], new ExportOptions { Inputs = [.. script.InputNames.Select(n => new InputSpec(n))], OutputNames = ["z", "positive"] });
        var summary = OnnxFileSummary.Read(model.Bytes);
        CollectionAssert.AreEqual(new[] { "z float32 [batch, 2, 2]", "positive bool [batch]" }, summary.Outputs.Select(o => o.ToString()).ToArray());
        Assert.IsLessThan(1e-5, model.Report.Parity.MaxRelative);
    }

    [TestMethod]
    [DataRow("classifier-traced.pt", "x")]
    [DataRow("branching-scripted.pt", "x,scale")]
    public void Load_ScriptFile_NamesForwardsParameters(string file, string names)
    {
        using var script = TorchScriptFile.Load(File(file));
        Assert.AreEqual(names, string.Join(",", script.InputNames));
    }

    [TestMethod]
    public void Load_NoArchive_IsRefused()
    {
        var path = File("make.py");
        var error = Assert.ThrowsExactly<ExportException>(() => TorchScriptFile.Load(path));
        StringAssert.StartsWith(error.Message, $"File {path}: expected a TorchScript file; received ");
        StringAssert.EndsWith(error.Message, "Save it with torch.jit.save from torch.jit.trace or torch.jit.script.");
    }
}
