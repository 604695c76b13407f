namespace OnnxForge.Export;

/// <summary>Functions of one tensor that ONNX has as one operator.</summary>
internal static class UnaryLowerings
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["abs"] = "Abs", ["absolute"] = "Abs", ["neg"] = "Neg", ["negative"] = "Neg", ["floor"] = "Floor", ["ceil"] = "Ceil", ["round"] = "Round",
        ["exp"] = "Exp", ["log"] = "Log", ["sqrt"] = "Sqrt", ["reciprocal"] = "Reciprocal", ["erf"] = "Erf", ["special_erf"] = "Erf",
        ["sin"] = "Sin", ["cos"] = "Cos", ["tan"] = "Tan", ["asin"] = "Asin", ["acos"] = "Acos", ["atan"] = "Atan",
        ["sinh"] = "Sinh", ["cosh"] = "Cosh", ["tanh"] = "Tanh", ["asinh"] = "Asinh", ["acosh"] = "Acosh", ["atanh"] = "Atanh",
        ["sigmoid"] = "Sigmoid", ["special_expit"] = "Sigmoid", ["relu"] = "Relu",
    };

    [Lowering("aten::abs", "aten::absolute", "aten::neg", "aten::negative", "aten::relu")]
    public static Value Same(LoweringContext c) => c.Op(Names[c.Name], [c.Input(0)]);

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

    [Lowering("aten::exp", "aten::log", "aten::sqrt", "aten::reciprocal", "aten::erf", "aten::special_erf", "aten::sin", "aten::cos", "aten::tan", "aten::asin", "aten::acos", "aten::atan",
        "aten::sinh", "aten::cosh", "aten::tanh", "aten::asinh", "aten::acosh", "aten::atanh", "aten::sigmoid", "aten::special_expit")]
    public static Value Floating(LoweringContext c) => c.Op(Names[c.Name], [c.Cast(c.Input(0), c.ResultType)]);

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
