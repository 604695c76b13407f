using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    private const float Inf = float.PositiveInfinity, NaN = float.NaN;

    // zeros of both signs, infinities, NaN (whose own sign ONNX cannot tell), tiny and large values
    private static Tensor Edges => Column(0f, -0f, 1, -1, 0.5f, -2.5f, 1e-6f, -1e-6f, 30, -30, Inf, -Inf, NaN);

    // every edge beside every other
    private static Tensor[] EdgePairs
    {
        get
        {
            var edges = Edges.flatten();
            long count = edges.shape[0];
            return [edges.repeat_interleave(count).reshape(-1, 1), edges.repeat(count).reshape(-1, 1)];
        }
    }

    // a fixed number of rows, so that every pair is compared
    private static OperatorCase Pairs(string name, string script) => Script(name, script, EdgePairs).WithFixedSizes();

    private static OperatorCase EdgesOf(string name, string script) => Script(name, script, [Edges]).WithFixedSizes();

    public static readonly IReadOnlyList<OperatorCase> Arithmetic =
    [
        Script("div floor", "torch.div(x, y, rounding_mode='floor')", [Normal(40, 5), Uniform(40, 5) + 0.1]),
        Pairs("div floor at the edges", "torch.div(x, y, rounding_mode='floor')"),
        Script("div floor of a tenth", "torch.div(x, 0.1, rounding_mode='floor')", [Column(1, 0.5f, 0.3f, -1)]).WithFixedSizes(),
        Script("div floor int64", "torch.div(x, y, rounding_mode='floor')", [Integers(-20, 20, 4, 9), Integers(1, 6, 4, 9) * tensor(new long[] { 1, -1, 1, -1, 1, -1, 1, -1, 1 })]),
        Script("div trunc", "torch.div(x, y, rounding_mode='trunc')", [Normal(4, 5) * 5, Normal(4, 5)]),
        Script("div trunc int64", "torch.div(x, 3, rounding_mode='trunc')", [Integers(-20, 20, 4, 9)]),
        Script("div of integers", "torch.div(x, 3)", [Integers(-20, 20, 4, 9)]),
        Script("floor_divide", "torch.floor_divide(x, -3)", [Integers(-20, 20, 4, 9)]),
        Script("remainder", "torch.remainder(x, y)", [Normal(4, 5) * 5, Normal(4, 5)]),
        Script("remainder by a negative number", "torch.remainder(x, -1.5)", [Normal(4, 5) * 5]),
        Script("remainder int64", "torch.remainder(x, y)", [Integers(-20, 20, 4, 9), Integers(1, 6, 4, 9) * tensor(new long[] { 1, -1, 1, -1, 1, -1, 1, -1, 1 })]),
        Script("remainder of a number", "torch.remainder(7.5, x)", [Normal(4, 5)]),
        Script("fmod", "torch.fmod(x, y)", [Normal(4, 5) * 5, Normal(4, 5)]),
        Script("fmod int64", "torch.fmod(x, -3)", [Integers(-20, 20, 4, 9)]),
        EdgesOf("trunc", "torch.trunc(x)"),
        EdgesOf("frac of finite values", "torch.frac(torch.nan_to_num(x, 0.0, 7.5, -7.5))"),
        Script("round", "torch.round(x * 2) + torch.round(x, decimals=2) + torch.round(x * 300, decimals=-1)", [Normal(4, 5)]),
        EdgesOf("floor and ceil", "[torch.floor(x), torch.ceil(x), torch.round(x)]"),
        Script("bitwise and, or, xor int64", "(x & y) + (x | y) + (x ^ y)", [Integers(-99, 99, 4, 5), Integers(-50, 50, 4, 5)]).StartingAt(18),
        Script("bitwise and, or, xor bool", "[x & y, x | y, x ^ y, torch.bitwise_not(x)]", [Flags(4, 5), Flags(4, 5).logical_not()]),
        Script("bitwise_not int64", "torch.bitwise_not(x)", [Integers(-99, 99, 4, 5)]),
        Script("shifts", "[x << 3, torch.bitwise_right_shift(x, 2), torch.bitwise_left_shift(x, y)]", [Integers(-99, 99, 4, 5), Integers(0, 5, 4, 5)]),
        EdgesOf("sign and sgn", "[torch.sign(x), torch.sgn(x), torch.abs(x), torch.neg(x)]"),
        EdgesOf("signbit", "torch.signbit(torch.where(torch.isnan(x), 1.0, x))"),
        Pairs("copysign", "torch.copysign(x, torch.where(torch.isnan(y), 1.0, y))"),
        EdgesOf("isfinite", "torch.isfinite(x)"),
        EdgesOf("isposinf", "torch.isposinf(x)"),
        EdgesOf("isneginf", "torch.isneginf(x)"),
        EdgesOf("isinf and isnan", "[torch.isinf(x), torch.isnan(x)]"),
        Script("isinf float16", "[torch.isinf(x), torch.isfinite(x)]", [Edges.half()]).WithFixedSizes(),
        EdgesOf("nan_to_num", "torch.nan_to_num(x)"),
        EdgesOf("nan_to_num with numbers", "torch.nan_to_num(x, 1.0, 2.0, -3.0)"),
        Script("nan_to_num float64", "torch.nan_to_num(x)", [Edges.@double()]).WithFixedSizes(),
        Pairs("maximum and minimum", "[torch.maximum(x, y), torch.minimum(x, y)]"),
        Pairs("fmax and fmin", "[torch.fmax(x, y), torch.fmin(x, y)]"),
        Pairs("comparisons", "[x < y, x <= y, x > y, x >= y, x == y, x != y]"),
        EdgesOf("clamp", "[torch.clamp(x, -1.0, 2.0), torch.clamp_min(x, 0.0), torch.clip(x, None, 1.0)]"),
        Script("lerp", "torch.lerp(x, y, 0.3) + torch.lerp(x, y, 0.8)", [Normal(4, 5), Uniform(4, 5)]),
        Script("lerp by a tensor", "torch.lerp(x, y, z)", [Normal(4, 5), Uniform(4, 5), Normal(4, 5)]),
        Script("addcmul and addcdiv", "torch.addcmul(x, y, z, value=2.5) + torch.addcdiv(x, y, z)", [Normal(4, 5), Uniform(4, 5), Uniform(4, 5) + 1]),
        Script("rsub", "torch.rsub(x, 3, alpha=2)", [Normal(4, 5)]),
        Script("add with alpha int64", "torch.add(x, y, alpha=3)", [Integers(-9, 9, 4, 5), Integers(0, 5, 4, 5)]),
        Script("mixed types", "x + y * 2.5 + z", [Integers(-9, 9, 4, 5), Normal(4, 5), Flags(4, 5)]),
        Script("pow", "torch.pow(x, 3) + torch.pow(2.0, x) + torch.pow(torch.abs(x), y) + torch.pow(x, 2) + torch.pow(torch.abs(x), 0.5)", [Normal(4, 5), Normal(4, 5)]),
        Script("pow int64", "torch.pow(x, 3)", [Integers(-9, 9, 4, 5)]),
        Script("deg2rad", "torch.deg2rad(x) + torch.rad2deg(x)", [Normal(4, 5)]),
        Script("heaviside", "torch.heaviside(x, y)", [Column(-1, 0, 2, -0f), Column(0.5f, 0.25f, 7, 3)]),
        Script("where float64", "torch.where(x > 0, x, 1.5)", [Normal(4, 5).@double()]),
        Script("where bool int64", "torch.where(x, y, 0)", [Flags(4, 5), Integers(-9, 9, 4, 5)]),
    ];

    public static readonly IReadOnlyList<OperatorCase> Special =
    [
        Pairs("atan2", "torch.atan2(x, y)"),
        Script("atan2 of normal values", "torch.atan2(x, y)", [Normal(4, 5), Uniform(4, 5) - 0.5]),
        Pairs("hypot", "torch.hypot(x, y)"),
        EdgesOf("expm1", "torch.expm1(x)"),
        Script("expm1 of small values, relative", "torch.expm1(x * 1e-6) * 1e6", [Normal(4, 5)]),
        Script("log1p of small values, relative", "torch.log1p(x * 1e-6) * 1e6", [Normal(4, 5)]),
        EdgesOf("log1p", "torch.log1p(x)"),
        Script("log1p float64", "torch.log1p(x)", [Uniform(4, 5).@double()]),
        EdgesOf("exp2", "torch.exp2(x)"),
        EdgesOf("exp, log, sqrt, reciprocal", "[torch.exp(x), torch.log(x), torch.sqrt(x), torch.reciprocal(x), torch.rsqrt(x), torch.log2(x), torch.log10(x)]"),
        EdgesOf("erf and erfc", "[torch.erf(x), torch.erfc(x)]"),
        EdgesOf("angle", "torch.angle(x)"),
        EdgesOf("sinc of finite values", "torch.sinc(torch.nan_to_num(x, 0.1, 0.2, -0.3))"),
        Script("logit", "torch.logit(x)", [Uniform(4, 5)]),
        Script("logit with epsilon", "torch.logit(x, 0.2)", [Uniform(4, 5) * 1.5 - 0.25]),
        Pairs("xlogy", "torch.xlogy(x, y)"),
        Script("xlogy of a number", "torch.xlogy(0, x) + torch.xlogy(x, 2)", [Uniform(4, 5)]),
        Pairs("logaddexp", "torch.logaddexp(x, y)"),
        Script("logaddexp2", "torch.logaddexp2(x, y)", [Normal(4, 5), Uniform(4, 5)]),
        Script("trigonometry", "[torch.sin(x), torch.cos(x), torch.tan(x), torch.atan(x), torch.sinh(x), torch.cosh(x), torch.asinh(x), torch.tanh(x)]", [Normal(4, 5)]),
        Script("inverse trigonometry", "[torch.asin(x), torch.acos(x), torch.atanh(x), torch.acosh(x + 1)]", [Uniform(4, 5)]),
        EdgesOf("elu, selu, celu", "[torch.elu(x, 1.5), torch.selu(x), torch.celu(x, 0.5), torch.leaky_relu(x, 0.2)]"),
        EdgesOf("relu and sigmoid", "[torch.relu(x), torch.sigmoid(x), torch.tanh(x), torch.silu(x)]"),
        EdgesOf("softplus", "[torch.softplus(x), torch.softplus(x, 2, 5)]"),
        Script("gelu", "[torch.gelu(x), torch.gelu(x, approximate='tanh')]", [Normal(4, 5)]),
        Script("gelu float16", "torch.gelu(x)", [Normal(4, 5).half()]),
        Script("silu, mish, hardswish, hardsigmoid, hardtanh, relu6", "[torch.silu(x), torch.mish(x), torch.hardswish(x), torch.hardsigmoid(x), torch.hardtanh(x, -0.5, 0.7), torch.relu6(x)]", [Normal(4, 5) * 3]),
        Script("glu", "torch.glu(x, -1)", [Normal(4, 6)]),
        Script("prelu", "torch.prelu(x, a)", [Normal(4, 3, 5)], tensor(new float[] { 0.1f, 0.2f, 0.3f })),
        Script("threshold", "torch.threshold(x, 0.3, -2)", [Normal(4, 5)]),
        EdgesOf("softshrink", "torch.softshrink(x, 0.7)"),
        EdgesOf("hardshrink", "torch.hardshrink(x, 0.7)"),
        Of("tanhshrink", x => nn.functional.tanhshrink(x), Normal(4, 5)),
        EdgesOf("log_sigmoid", "torch.log_sigmoid(x)"),
        Of("softsign", x => nn.functional.softsign(x), Normal(4, 5)),
        Of("logsigmoid", x => nn.functional.logsigmoid(x), Normal(4, 5)),
    ];
}
