using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Sigmoids far below zero, where ONNX Runtime's kernel is off by roundings of 1: where that shows, the file computes them by another way.</summary>
[TestClass]
public sealed class SigmoidTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["log(sigmoid(x))"] = x => x.sigmoid().log(),
        ["ceil(sigmoid(x))"] = x => x.sigmoid().ceil(),
        ["sigmoid(x) != 0"] = x => x.sigmoid().ne(0),
        ["x / sigmoid(x)"] = x => x / x.sigmoid(),
        ["sigmoid(x) / sum"] = x => x.sigmoid() / x.sigmoid().sum(1, keepdim: true),
        ["log(sigmoid(x) + 1e-8)"] = x => (x.sigmoid() + 1e-8).log(),
        ["best of sigmoid(x)"] = x => x.sigmoid().argmax(1),
    };

    public static IEnumerable<object[]> Names => Functions.Keys.Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(Names))]
    public void Build_SmallSigmoidThatShows_IsWrittenAsAQuotient(string name)
    {
        using var example = FarBelowZero(-60);
        var report = OnnxExporter.Build(Functions[name], example).Report;
        Assert.IsFalse(report.Operators.ContainsKey("Sigmoid"));
        Assert.IsEmpty(report.Warnings);
    }

    [TestMethod, DynamicData(nameof(Names))]
    public void Build_SmallSigmoidByTheKernelAlone_IsRefused(string name)
    {
        using var example = FarBelowZero(-60);
        var options = new ExportOptions { Passes = [.. PassPipeline.Default.Positions.Where(p => p.Pass is not AccurateSigmoid)] };
        Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(Functions[name], example, options));
    }

    [TestMethod]
    public void Build_LogarithmOfASigmoidOfFloat64_IsExact()
    {
        using var example = FarBelowZero(-600).to(ScalarType.Float64);
        Assert.AreEqual(0, OnnxExporter.Build(x => x.sigmoid().log(), example).Report.Parity.Sensitive);
    }

    [TestMethod]
    [DataRow(-8, 8)]
    [DataRow(-16, -6)]
    [DataRow(-200, -10)]
    public void Build_SwishByHand_KeepsTheKernel(double least, double largest)
    {
        using var example = linspace(least, largest, 120).reshape(20, 6);
        Assert.AreEqual(1, OnnxExporter.Build(x => x * x.sigmoid(), example).Report.Operators["Sigmoid"]);
        Assert.AreEqual(1, OnnxExporter.Build(x => x * (x * 1.702).sigmoid(), example).Report.Operators["Sigmoid"]);
        Assert.AreEqual(1, OnnxExporter.Build(x => (x * x.sigmoid()).clamp(-1, 0), example).Report.Operators["Sigmoid"]); // no large value hides the small ones
    }

    [TestMethod]
    public void Build_SmallSigmoidTimesALargeNumber_IsProvedByAQuotient()
    {
        using var example = FarBelowZero(-60);
        var report = OnnxExporter.Build(x => (x.sigmoid() * 1e6).clamp(0, 1), example).Report;
        Assert.IsFalse(report.Operators.ContainsKey("Sigmoid"));
        Assert.AreEqual(0, report.Parity.Sensitive);
    }

    [TestMethod]
    public void Build_SwishByHandThatIsOff_IsRefused()
    {
        using var example = FarBelowZero(-200);
        var wrong = new Dictionary<string, LoweringRule> { ["aten::sigmoid"] = c => [c.Add(c.Op("Sigmoid", [c.Input(0)]), c.Scalar(1e-6, DataType.Float))] };
        Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => (x * x.sigmoid()).clamp(-1, 0), example, new ExportOptions { LoweringOverrides = wrong }));
    }

    private static Tensor FarBelowZero(double least) => linspace(least, -10, 120).reshape(20, 6);
}
