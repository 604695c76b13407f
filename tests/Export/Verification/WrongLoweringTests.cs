using OnnxForge.Export;
using static OnnxForge.Tests.Export.OperatorCase;

namespace OnnxForge.Tests.Export;

/// <summary>Lowerings with the mistakes that exporters make: each is refused.</summary>
[TestClass]
public sealed class WrongLoweringTests
{
    private static readonly Dictionary<string, (string Operator, OperatorCase Case, Func<LoweringContext, Value> Wrong)> Mistakes = new()
    {
        ["gelu by tanh"] = ("aten::gelu", Script("", "torch.gelu(x)", [Normal(4, 5)]), c => c.Op("Gelu", [c.Input(0)], [new StringAttribute("approximate", "tanh")])),
        ["gelu by sigmoid"] = ("aten::gelu", Script("", "torch.gelu(x)", [Normal(4, 5)]), c => c.Multiply(c.Input(0), c.Op("Sigmoid", [c.Multiply(c.Input(0), 1.702)]))),
        ["biased variance"] = ("aten::var.correction", Script("", "torch.var(x, [1], correction=1, keepdim=True)", [Normal(4, 5)]), c => Variance(c)),
        ["division rounded down"] = ("aten::div.Tensor_mode", Script("", "torch.div(x, y, rounding_mode='trunc')", [Normal(4, 5) * 5, Normal(4, 5)]), c => c.Op("Floor", [c.Divide(c.Input(0), c.Input(1))])),
        ["remainder with the dividend's sign"] = ("aten::remainder.Scalar", Script("", "torch.remainder(x, 0.7)", [Normal(4, 5)]), c => c.Op("Mod", [c.Input(0), c.Scalar(0.7, DataType.Float)], [new IntAttribute("fmod", 1)])),
        ["halves rounded up"] = ("aten::round", Script("", "torch.round(x)", [Normal(4, 5)]), c => c.Op("Floor", [c.Add(c.Input(0), c.Scalar(0.5, DataType.Float))])),
        ["softmax of another dimension"] = ("aten::softmax.int", Script("", "torch.softmax(x, 1)", [Normal(4, 5, 3)]), c => c.Op("Softmax", [c.Input(0)], [new IntAttribute("axis", 2)])),
        ["edges for reflections"] = ("aten::reflection_pad1d", Script("", "torch.reflection_pad1d(x, [2, 1])", [Normal(4, 3, 5)]), c => c.Op("Pad", [c.Input(0), c.Int64s(0, 0, 2, 0, 0, 1)], [new StringAttribute("mode", "edge")])),
        ["corners not aligned"] = ("aten::upsample_bilinear2d", Script("", "torch.upsample_bilinear2d(x, [6, 8], True)", [Normal(4, 3, 3, 4)]), c => c.Op("Resize", [c.Input(0), null, null, c.SizeVector(c.ResultShape())], [new StringAttribute("mode", "linear")])),
        ["corners aligned"] = ("aten::upsample_bilinear2d", Script("", "torch.upsample_bilinear2d(x, [6, 8], False)", [Normal(4, 3, 3, 4)]),
            c => c.Op("Resize", [c.Input(0), null, null, c.SizeVector(c.ResultShape())], [new StringAttribute("mode", "linear"), new StringAttribute("coordinate_transformation_mode", "align_corners")])),
        ["blocks in another order"] = ("aten::pixel_shuffle", Script("", "torch.pixel_shuffle(x, 2)", [Normal(4, 8, 3, 2)]), c => c.Op("DepthToSpace", [c.Input(0)], [new IntAttribute("blocksize", 2), new StringAttribute("mode", "DCR")])),
        ["another slope"] = ("aten::leaky_relu", Script("", "torch.leaky_relu(x, 0.01)", [Normal(4, 5)]), c => c.Op("LeakyRelu", [c.Input(0)], [new FloatAttribute("alpha", 0.011f)])),
        ["another epsilon"] = ("aten::layer_norm", Script("", "torch.layer_norm(x, [5], None, None, 1e-5, False)", [Normal(4, 5)]), c => c.Op("LayerNormalization", [c.Input(0), c.Numbers([1, 1, 1, 1, 1], DataType.Float, 5)], [new FloatAttribute("epsilon", 1e-4f)])),
        ["threshold taken"] = ("aten::gt.Scalar", Script("", "torch.gt(x, 0.5)", [Normal(4, 5)]), c => c.GreaterOrEqual(c.Input(0), c.Scalar(0.5, DataType.Float))),
        ["sign of zero"] = ("aten::sign", Script("", "torch.sign(x)", [Normal(4, 5)]), c => c.Where(c.Less(c.Input(0), 0), c.Scalar(-1, DataType.Float), c.Scalar(1, DataType.Float))),
        ["least instead of absolute least"] = ("aten::clamp", Script("", "torch.clamp(x, -1, 2)", [Normal(4, 5)]), c => c.Minimum(c.Absolute(c.Input(0)), c.Scalar(2, DataType.Float))),
        ["logarithm that loses digits"] = ("aten::log1p", Script("", "torch.log1p(torch.abs(x) * 0.0001)", [Normal(4, 5)]), c => c.Logarithm(c.Add(c.Input(0), c.Scalar(1, DataType.Float)))),
        ["norm without its root"] = ("aten::frobenius_norm.dim", Script("", "torch.frobenius_norm(x, [1])", [Normal(4, 5)]), c => c.Sum(c.Multiply(c.Input(0), c.Input(0)), false, 1)),
        ["lerp the other way"] = ("aten::lerp.Scalar", Script("", "torch.lerp(x, y, 0.3)", [Normal(4, 5), Normal(4, 5) + 1]), c => c.Add(c.Multiply(c.Input(0), 0.3), c.Multiply(c.Input(1), 0.7))),
        ["sum with one term twice"] = ("aten::sum", Script("", "torch.sum(x)", [Normal(4, 5)]), c => c.Add(c.Sum(c.Input(0), false, 0, 1), c.Op("ReduceMax", [c.Input(0)], [new IntAttribute("keepdims", 0)]))),
        ["mean of one term more"] = ("aten::mean", Script("", "torch.mean(x)", [Normal(4, 5)]), c => c.Divide(c.Sum(c.Input(0), false, 0, 1), c.Add(c.Cast(c.Op("Size", [c.Input(0)], [], DataType.Int64), DataType.Float), 1))),
        ["sum rounded to half"] = ("aten::sum", Script("", "torch.sum(x)", [Normal(4, 5)]), c => c.Cast(c.Cast(c.Sum(c.Input(0), false, 0, 1), DataType.Float16), DataType.Float)),
        ["running sum of another dimension"] = ("aten::cumsum", Script("", "torch.cumsum(x, 1)", [Normal(4, 5, 5)]), c => c.Op("CumSum", [c.Input(0), c.Constant(ConstantTensor.Scalar(2))])),
    };

    public static IEnumerable<object[]> Names => Mistakes.Keys.Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(Names))]
    public void Build_WrongLowering_IsRefused(string name)
    {
        var (target, row, wrong) = Mistakes[name];
        bool reached = false;
        LoweringRule rule = c =>
        {
            reached = true;
            return [wrong(c)];
        };
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(row.Function, row.Inputs, new ExportOptions { Inputs = row.Specs, LoweringOverrides = new Dictionary<string, LoweringRule> { [target] = rule } }));
        StringAssert.Contains(error.Message, "as the function gives"); // it is a value that differs, not a shape
        Assert.IsTrue(reached, $"{target} did not run");
    }

    private static Value Variance(LoweringContext c)
    {
        var centred = c.Subtract(c.Input(0), c.Mean(c.Input(0), true, 1));
        return c.Mean(c.Multiply(centred, centred), true, 1);
    }
}
