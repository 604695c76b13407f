namespace OnnxForge.Export;

/// <summary>Functions of one tensor that ONNX has as one operator.</summary>
internal static class UnaryLowerings
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["abs"] = "Abs", ["absolute"] = "Abs", ["neg"] = "Neg", ["negative"] = "Neg", ["sign"] = "Sign", ["sgn"] = "Sign", ["floor"] = "Floor", ["ceil"] = "Ceil", ["round"] = "Round",
        ["exp"] = "Exp", ["log"] = "Log", ["sqrt"] = "Sqrt", ["reciprocal"] = "Reciprocal", ["erf"] = "Erf", ["special_erf"] = "Erf",
        ["sin"] = "Sin", ["cos"] = "Cos", ["tan"] = "Tan", ["asin"] = "Asin", ["acos"] = "Acos", ["atan"] = "Atan",
        ["sinh"] = "Sinh", ["cosh"] = "Cosh", ["tanh"] = "Tanh", ["asinh"] = "Asinh", ["acosh"] = "Acosh", ["atanh"] = "Atanh",
        ["sigmoid"] = "Sigmoid", ["special_expit"] = "Sigmoid", ["relu"] = "Relu",
    };

    [Lowering("aten::abs", "aten::absolute", "aten::neg", "aten::negative", "aten::sign", "aten::sgn", "aten::relu")]
    public static Value Same(LoweringContext c) => c.Op(Names[c.Name], [c.Input(0)]);

    [Lowering("aten::floor", "aten::ceil", "aten::round")]
    public static Value Rounding(LoweringContext c) => TorchTypes.IsFloating(c.ResultType) ? c.Op(Names[c.Name], [c.Input(0)]) : c.Input(0);

    [Lowering("aten::exp", "aten::log", "aten::sqrt", "aten::reciprocal", "aten::erf", "aten::special_erf", "aten::sin", "aten::cos", "aten::tan", "aten::asin", "aten::acos", "aten::atan",
        "aten::sinh", "aten::cosh", "aten::tanh", "aten::asinh", "aten::acosh", "aten::atanh", "aten::sigmoid", "aten::special_expit")]
    public static Value Floating(LoweringContext c) => c.Op(Names[c.Name], [c.Cast(c.Input(0), c.ResultType)]);

    [Lowering("aten::rsqrt")]
    public static Value ReciprocalSquareRoot(LoweringContext c) => c.Op("Reciprocal", [c.Op("Sqrt", [c.Cast(c.Input(0), c.ResultType)])]);

    [Lowering("aten::log1p")]
    public static Value LogOnePlus(LoweringContext c)
    {
        // log(1 + x) loses x's small digits; x * log(u) / (u - 1) with u = 1 + x keeps them (Kahan)
        var x = c.Cast(c.Input(0), c.ResultType);
        var one = c.Scalar(1, x.Type);
        var u = c.Op("Add", [x, one]);
        var exact = c.Op("Equal", [u, one], type: DataType.Bool);
        var infinite = c.Op("IsInf", [u], type: DataType.Bool);
        var log = c.Op("Log", [u]);
        var step = c.Op("Where", [exact, one, c.Op("Sub", [u, one])], type: x.Type);
        return c.Op("Where", [infinite, log, c.Op("Where", [exact, x, c.Op("Div", [c.Op("Mul", [x, log]), step])], type: x.Type)], type: x.Type);
    }

    [Lowering("aten::log2", "aten::log10")]
    public static Value LogOfBase(LoweringContext c)
    {
        var log = c.Op("Log", [c.Cast(c.Input(0), c.ResultType)]);
        return c.Op("Div", [log, c.Scalar(Math.Log(c.Name == "log2" ? 2 : 10), log.Type)]);
    }
}
