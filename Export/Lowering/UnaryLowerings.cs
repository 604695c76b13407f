namespace OnnxForge.Export;

/// <summary>Functions of one tensor that ONNX has as one operator.</summary>
internal static class UnaryLowerings
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["abs"] = "Abs", ["absolute"] = "Abs", ["neg"] = "Neg", ["negative"] = "Neg", ["floor"] = "Floor", ["ceil"] = "Ceil", ["round"] = "Round",
        ["exp"] = "Exp", ["log"] = "Log", ["sqrt"] = "Sqrt", ["reciprocal"] = "Reciprocal",
        ["sin"] = "Sin", ["cos"] = "Cos", ["tanh"] = "Tanh", ["sigmoid"] = "Sigmoid", ["special_expit"] = "Sigmoid",
    };

    [Lowering("aten::abs", "aten::absolute", "aten::neg", "aten::negative")]
    public static Value Same(LoweringContext c) => c.Op(Names[c.Name], [c.Input(0)]);

    [Lowering("aten::relu")]
    public static Value Relu(LoweringContext c) => TorchTypes.IsFloating(c.ResultType) ? c.Op("Relu", [c.Input(0)]) : c.Maximum(c.Input(0), c.Scalar(0, c.ResultType));

    // the sign of NaN is 0 in libtorch, and NaN in ONNX
    [Lowering("aten::sign", "aten::sgn")]
    public static Value Sign(LoweringContext c)
    {
        var x = c.Input(0);
        if (x.Type == DataType.Bool) return x;
        var sign = c.Op("Sign", [x]);
        return TorchTypes.IsFloating(x.Type) ? c.Where(c.IsNotANumber(x), c.Scalar(0, x.Type), sign) : sign;
    }

    [Lowering("aten::floor", "aten::ceil", "aten::round")]
    public static Value Rounding(LoweringContext c) => TorchTypes.IsFloating(c.ResultType) ? c.Op(Names[c.Name], [c.Input(0)]) : c.Input(0);

    [Lowering("aten::exp", "aten::log", "aten::sqrt", "aten::reciprocal", "aten::sin", "aten::cos", "aten::tanh", "aten::sigmoid", "aten::special_expit")]
    public static Value Floating(LoweringContext c) => c.Op(Names[c.Name], [c.Cast(c.Input(0), c.ResultType)]);

    [Lowering("aten::tan")]
    public static Value Tangent(LoweringContext c) => Tangent(c, c.Cast(c.Input(0), c.ResultType));

    public static Value Tangent(LoweringContext c, Value x) => x.Type == DataType.Double ? c.Divide(c.Op("Sin", [x]), c.Op("Cos", [x])) : c.Op("Tan", [x]);

    [Lowering("aten::sinh")]
    public static Value HyperbolicSine(LoweringContext c) => HyperbolicSine(c, c.Cast(c.Input(0), c.ResultType));

    [Lowering("aten::cosh")]
    public static Value HyperbolicCosine(LoweringContext c) => HyperbolicCosine(c, c.Cast(c.Input(0), c.ResultType));

    // (e + e / (e + 1)) / 2 with e = exp(x) - 1 keeps the small digits of small arguments; for others e + 1 would lose some
    public static Value HyperbolicSine(LoweringContext c, Value x)
    {
        if (x.Type != DataType.Double) return c.Op("Sinh", [x]);
        var grown = c.ExponentialMinusOne(x);
        var sine = c.Multiply(c.Add(grown, c.Divide(grown, c.Add(grown, c.Scalar(1, x.Type)))), 0.5);
        var (growing, falling) = HalfExponentials(c, x);
        return c.Where(c.Greater(c.Absolute(x), 1), c.Subtract(growing, falling), sine);
    }

    public static Value HyperbolicCosine(LoweringContext c, Value x)
    {
        if (x.Type != DataType.Double) return c.Op("Cosh", [x]);
        var (growing, falling) = HalfExponentials(c, x);
        return c.Add(growing, falling);
    }

    // exp(x) / 2 and exp(-x) / 2 by the root of exp(x), which stays in range where exp(x) leaves it
    private static (Value Growing, Value Falling) HalfExponentials(LoweringContext c, Value x)
    {
        var root = c.Exponential(c.Multiply(x, 0.5));
        var half = c.Scalar(0.5, x.Type);
        return (c.Multiply(c.Multiply(root, half), root), c.Divide(c.Divide(half, root), root));
    }

    [Lowering("aten::rsqrt")]
    public static Value ReciprocalSquareRoot(LoweringContext c) => c.Op("Reciprocal", [c.Op("Sqrt", [c.Cast(c.Input(0), c.ResultType)])]);

    [Lowering("aten::log1p", "aten::special_log1p")]
    public static Value LogOnePlus(LoweringContext c) => c.LogarithmOfOnePlus(c.Cast(c.Input(0), c.ResultType));

    [Lowering("aten::log2", "aten::log10")]
    public static Value LogOfBase(LoweringContext c)
    {
        var log = c.Op("Log", [c.Cast(c.Input(0), c.ResultType)]);
        return c.Op("Div", [log, c.Scalar(Math.Log(c.Name == "log2" ? 2 : 10), log.Type)]);
    }
}
