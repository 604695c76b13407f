using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Models;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

/// <summary>Exports every reference architecture; the exporter compares the bytes with the module at sizes that were never traced.</summary>
[TestClass]
public sealed class ArchitectureExportTests
{
    private const int ThoroughOpset = 20; // at every level, on three sets of data

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Cases => from architecture in Architectures.All from opset in new[] { 17, 20, 23 } select new object[] { architecture.Name, opset };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Build_Architecture_AgreesAtEverySize(string name, int opset)
    {
        var architecture = Architectures.Find(name);
        using var module = architecture.CreateTrained();
        var options = architecture.Options(opset);
        var exported = OnnxExporter.Build(module, architecture.Examples(), opset == ThoroughOpset ? options : options with { Verification = Export.QuickVerification.Options });
        Assert.AreEqual("", string.Join("; ", exported.Report.Warnings.Where(w => !w.EndsWith("its sizes begin at 1", StringComparison.Ordinal))));
        var parity = exported.Report.Parity;
        Assert.IsGreaterThanOrEqualTo(6, parity.Cases.DistinctBy(c => string.Join(", ", c.Sizes)).Count());
        TestContext.WriteLine($"{name}: used {parity.Used:P0} of relative {parity.RelativeTolerance:G2}, largest relative difference {parity.MaxRelative:G2}, {parity.Sensitive} of {parity.Cases.Sum(c => c.Values)} values sensitive");
        Assert.IsLessThan(1e-3, parity.Sensitive / (double)parity.Cases.Sum(c => c.Values));
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
        var rejected = exported.Report.Warnings.Where(w => w.StartsWith("the function itself rejects nodes = ", StringComparison.Ordinal)).Select(w => w.Split(',')[0]).Distinct().ToList();
        CollectionAssert.AreEquivalent(new[] { 1, 2, 3 }.Select(size => $"the function itself rejects nodes = {size}").ToList(), rejected);
        CollectionAssert.IsSubsetOf(new long[] { 7, 13, 64 }, exported.Report.Parity.Cases.Select(c => c.Sizes["nodes"]).ToList());
    }
}
