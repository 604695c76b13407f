using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxForge.Export;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace OnnxForge.Tests.Export;

/// <summary>The error that a composed function states is measured again: ONNX Runtime in float32 against libtorch in float64.</summary>
[TestClass]
public sealed class CompositionErrorTests
{
    // those that take more than the argument
    private static readonly Dictionary<string, string[]> Scripts = new()
    {
        ["polygamma"] = ["torch.polygamma(1, x)", "torch.polygamma(3, x)"],
        ["special_zeta"] = ["torch.special_zeta(a, x)"],
        ["special_zeta.self_scalar"] = ["torch.special_zeta(2.5, x)"],
        ["special_zeta.other_scalar"] = ["torch.special_zeta(x, 1.5)"],
        ["igamma"] = ["torch.igamma(a, x)"],
        ["igammac"] = ["torch.igammac(a, x)"],
        ["special_gammainc"] = ["torch.special_gammainc(a, x)"],
        ["special_gammaincc"] = ["torch.special_gammaincc(a, x)"],
    };

    public static IEnumerable<object[]> Composed => LoweringTable.Rows.Where(row => row.RelativeError > 0).SelectMany(row => row.Operators).Select(name => new object[] { name["aten::".Length..] });

    [TestMethod, DynamicData(nameof(Composed))]
    public void Composition_OverItsRange_HasTheStatedError(string name)
    {
        var row = LoweringTable.Rows.Single(row => row.RelativeError > 0 && row.Operators.Contains($"aten::{name}"));
        var scripts = Scripts.GetValueOrDefault(name, [$"torch.{name}(x)"]);
        double measured = scripts.Max(script => LargestError(OperatorCase.Script(name, script, [Grid(row.ErrorFrom, row.ErrorTo)], full(1, 3.5, float32))));
        Assert.IsLessThanOrEqualTo(row.RelativeError, measured, $"{name}: measured {measured:G3}");
        Assert.IsGreaterThanOrEqualTo(row.RelativeError / 4, measured, $"{name}: measured {measured:G3}, which is far better than what the row states");
    }

    // evenly spaced, and denser towards zero
    private static Tensor Grid(double from, double to)
    {
        using var even = linspace(from, to, 4001, float64);
        using var dense = logspace(-3, Math.Log10(to), 1000, dtype: float64);
        using var all = from < 0 ? cat([even, dense, -dense]) : cat([even, dense]);
        return all.masked_select((all >= from) & (all <= to)).to(float32).reshape(-1, 1);
    }

    private static double LargestError(OperatorCase row)
    {
        var x = row.Inputs[0];
        var model = OnnxExporter.Build(row.WithFixedSizes().Function, row.Inputs, new ExportOptions { Inputs = row.WithFixedSizes().Specs, Verification = QuickVerification.Options });
        using var session = new InferenceSession(model.Bytes.ToArray());
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(x.data<float>().ToArray(), [(int)x.shape[0], 1]))]);
        var received = results[0].AsEnumerable<float>().ToArray();
        using var wide = x.to(float64);
        var expected = row.Function([wide])[0].to(float64).data<double>().ToArray();
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
            if (double.IsFinite(expected[i]) && Math.Abs(expected[i]) > 1.2e-38) largest = Math.Max(largest, Math.Abs(received[i] - expected[i]) / Math.Abs(expected[i])); // float32 itself rounds what is smaller
            else Assert.AreEqual((float)expected[i], received[i], 1.5e-45, $"{row.Name}({x[i, 0].item<float>()})");
        return largest;
    }
}
