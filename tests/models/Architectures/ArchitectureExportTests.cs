using OnnxForge.Export;
using OnnxForge.Inference;

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
        Assert.HasCount(8, exported.Report.Parity.Cases);
        using var session = InferenceModel.Load(exported.Bytes);
        CollectionAssert.AreEqual(architecture.Outputs.ToList(), session.Signature.Outputs.Select(o => o.ToString()).ToList());
        foreach (var (operation, count) in architecture.Operators) Assert.AreEqual(count, exported.Report.Operators.GetValueOrDefault(operation), operation);
    }
}
