using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Models;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

/// <summary>Exports every reference architecture; the exporter compares the bytes with the module at sizes that were never traced.</summary>
[TestClass]
public sealed class ArchitectureExportTests
{
    public static IEnumerable<object[]> Cases => from architecture in Architectures.All from opset in new[] { 17, 20, 23 } select new object[] { architecture.Name, opset };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Build_Architecture_AgreesAtEverySize(string name, int opset)
    {
        var architecture = Architectures.Find(name);
        using var module = architecture.CreateTrained();
        var exported = OnnxExporter.Build(module, architecture.Examples(), architecture.Options(opset));
        Assert.AreEqual("", string.Join("; ", exported.Report.Warnings));
        Assert.HasCount(12, exported.Report.Parity.Cases);
        using var session = InferenceModel.Load(exported.Bytes);
        CollectionAssert.AreEqual(architecture.Outputs.ToList(), session.Signature.Outputs.Select(o => o.ToString()).ToList());
        foreach (var (operation, count) in architecture.Operators) Assert.AreEqual(count, exported.Report.Operators.GetValueOrDefault(operation), operation);
    }

    [TestMethod]
    public void Build_GraphOfAnySize_WarnsOfSizesThatEdgesDoNotFit()
    {
        random.manual_seed(5);
        using var network = new GraphConvolutionNetwork();
        Tensor[] examples = [randn(2, 5, 4), randint(0, 5, [12], int64), randint(0, 5, [12], int64)];
        var edges = new Dictionary<int, string> { [0] = "edges" };
        var exported = OnnxExporter.Build(network, examples, new ExportOptions
        {
            Inputs = [new("nodes") { DynamicDimensions = new Dictionary<int, string> { [1] = "nodes" } }, new("sources") { DynamicDimensions = edges }, new("targets") { DynamicDimensions = edges }],
        });
        Assert.HasCount(2, exported.Report.Warnings.Select(w => w.Split(':')[0]).Distinct().ToList());
        foreach (var warning in exported.Report.Warnings) Assert.StartsWith("the function itself rejects nodes = ", warning);
        CollectionAssert.AreEquivalent(new long[] { 7, 7, 7, 64, 64, 64 }, exported.Report.Parity.Cases.Select(c => c.Sizes["nodes"]).ToList());
    }
}
