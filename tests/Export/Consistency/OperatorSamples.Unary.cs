using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>One tensor of every rank, empty, strided, with special and extreme values.</summary>
    private static IEnumerable<SampleArguments> OneTensor(ScalarType type) =>
    [
        new("0-d", [Around(type)]),
        new("1-d", [Around(type, 7)]),
        new("2-d", [Around(type, 3, 4)]),
        new("4-d", [Around(type, 2, 1, 3, 2)]),
        new("fractions", [Fractions(type, 4, 3)]),
        new("positive", [Positive(type, 4, 3)]),
        new("empty", [Around(type, 3, 0)]),
        new("strided", [Strided(Around(type, 4, 5))]),
        new("special", [Special(type)]),
        new("extremes", [Extremes(type)]),
    ];

    private static SampledOperator Plain(string name, params string[] scripts) => Row(name, OneTensor, scripts.Length > 0 ? scripts : [$"torch.{name}(x)"]);

    private static IEnumerable<SampledOperator> PlainAll(params string[] names) => names.Select(name => Plain(name));

    private static SampledOperator[] Unary =>
    [
        .. PlainAll("abs", "neg", "sign", "sgn", "floor", "ceil", "round", "trunc", "frac", "square", "positive", "bitwise_not", "logical_not"),
        .. PlainAll("exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "sqrt", "rsqrt", "reciprocal", "sigmoid", "erf", "erfc", "sinc", "angle", "deg2rad", "rad2deg"),
        .. PlainAll("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        .. PlainAll("signbit", "isnan", "isinf", "isfinite", "isposinf", "isneginf"),
        Plain("round.decimals", "torch.round(x, decimals=2)", "torch.round(x, decimals=-1)", "torch.round(x, decimals=0)"),
        Plain("logit", "torch.logit(x)", "torch.logit(x, 0.2)"),
        Plain("nan_to_num", "torch.nan_to_num(x)", "torch.nan_to_num(x, 1.0, 2.0, -3.0)"),
        Alias("absolute", Plain("abs")), Alias("negative", Plain("neg")), Alias("fix", Plain("trunc")),
        Alias("special_erf", Plain("erf")), Alias("special_erfc", Plain("erfc")), Alias("special_expit", Plain("sigmoid")), Alias("special_expm1", Plain("expm1")),
        Alias("special_log1p", Plain("log1p")), Alias("special_sinc", Plain("sinc")), Alias("special_logit", Plain("logit", "torch.logit(x, 0.2)")), Alias("special_exp2", Plain("exp2")),
    ];
}
