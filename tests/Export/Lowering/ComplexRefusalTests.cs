using OnnxForge.Export;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Where complex tensors end: at the border of a graph, and at operators that have no rule for them.</summary>
[TestClass]
public sealed class ComplexRefusalTests
{
    [TestMethod]
    [DataRow("torch.abs(torch.asin(z))", "aten::asin", "it has no lowering for complex numbers, and runs no operators inside that could stand for it")]
    [DataRow("torch.abs(torch.cat([z, torch.argmax(x, 1, True)], 1))", "aten::cat", "cat that makes complex numbers of integers; convert them to floating ones first")]
    [DataRow("torch.abs(z + torch.sum(torch.argmax(x, 1), dtype=9))", "aten::sum", "sum that makes complex numbers of integers; convert them to floating ones first")]
    [DataRow("torch.abs(torch.constant_pad_nd(z, [1, 0], 2))", "aten::constant_pad_nd", "complex padding with another number than zero")]
    [DataRow("z.to(11)", "aten::to.dtype", "complex numbers as booleans; compare them with 0")]
    public void Build_OperatorWithoutComplexForm_IsRefusedWithItsReason(string script, string name, string reason)
    {
        var row = Script(script, $"z = torch.complex(x, x); {script}", [Normal(4, 3)]);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(row.Function, row.Inputs));
        Assert.HasCount(1, error.Operators);
        Assert.AreEqual(name, error.Operators[0].Operator);
        Assert.AreEqual(reason, error.Operators[0].Reason);
    }

    [TestMethod]
    public void Build_ComplexInput_SaysToPassViewAsReal()
    {
        using var example = randn(4, 3, ScalarType.ComplexFloat32);
        var error = Assert.ThrowsExactly<ExportException>(() => OnnxExporter.Build(x => x.abs(), example));
        Assert.AreEqual("Input 'x': expected a real tensor; received ComplexFloat32. Pass view_as_real of it and call view_as_complex in the function: ONNX Runtime has no complex tensors.", error.Message);
    }

    [TestMethod]
    public void Build_ComplexOutput_SaysToReturnViewAsReal()
    {
        using var example = randn(4, 8);
        var error = Assert.ThrowsExactly<ExportException>(() => OnnxExporter.Build(x => fft.rfft(x), example));
        Assert.AreEqual("Output 'output': expected a real tensor; received ComplexFloat32. Return view_as_real of it: ONNX Runtime has no complex tensors.", error.Message);
    }

    [TestMethod]
    public void Build_WrongLoweringAfterComplexNumbers_IsFound()
    {
        using var example = randn(4, 8);
        var options = new ExportOptions { LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::relu"] = c => [c.Op("LeakyRelu", [c.Input(0)])] } };
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => fft.rfft(x).real.relu(), example, options));
        StringAssert.Contains(error.Message, "The first value that differs is the result of aten::relu at ComplexRefusalTests.cs:");
    }

    [TestMethod]
    public void Build_PartsOfATransform_AreNotJoinedAndTakenApart()
    {
        using var example = randn(4, 8);
        var operators = OnnxExporter.Build(x => (fft.rfft(x) * 2).abs(), example).Report.Operators;
        Assert.AreEqual("Add 1, MatMul 2, Mul 4, Sqrt 1", string.Join(", ", operators.Select(o => $"{o.Key} {o.Value}")));
    }
}
