using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    private const string Activations = "[torch.elu(x, 1.5), torch.selu(x), torch.celu(x, 0.5), torch.leaky_relu(x, 0.2), torch.softplus(x), torch.softplus(x, 2, 5), torch.hardswish(x), torch.hardsigmoid(x), "
        + "torch.hardtanh(x), torch.silu(x), torch.mish(x), torch.log_sigmoid(x), torch.relu(x), torch.sigmoid(x), torch.tanh(x), torch.prelu(x, a), torch.rrelu(x), torch.gelu(x, approximate='tanh')]";

    private const string Functions = "[torch.exp(x), torch.expm1(x), torch.sin(x), torch.cos(x), torch.tan(x), torch.sinh(x), torch.cosh(x), torch.sqrt(torch.abs(x)), torch.log1p(torch.abs(x)), torch.floor(x), "
        + "torch.round(x), torch.sign(x), torch.pow(x, 3), torch.remainder(x, 0.7), torch.softmax(x, 1), torch.cumsum(x, 1), torch.matmul(x, x.transpose(0, 1)), torch.logaddexp(x, x + 1)]";

    private const string Whole = "[x + x, x - 1, x * 2, torch.clamp(x, 0, 3), torch.maximum(x, torch.flip(x, [1])), torch.where(x > 2, x, x + 1), torch.amax(x, [1]), torch.argmax(x, 1), torch.constant_pad_nd(x, [1, 2], 3), "
        + "torch.pow(x, 3), torch.matmul(x, x.transpose(0, 1)), torch.relu(x), x == 3, torch.masked_fill(x, x > 2, 1), torch.floor_divide(x, 2), torch.remainder(x, 3), torch.cumsum(x, 1), torch.sum(x), torch.neg(x), x << 1, torch.sort(x, 1)[0]]";

    /// <summary>The other element types: where ONNX Runtime lacks a kernel, the rows compute in a wider type or by parts.</summary>
    public static readonly IReadOnlyList<OperatorCase> ElementTypes =
    [
        Script("activations float64", Activations, [Normal(4, 3).@double()], tensor(0.3)),
        Script("activations at the edges float64", Activations, [Edges.@double()], tensor(0.3)).WithFixedSizes(),
        Script("activations float16", Activations, [Normal(4, 3).half()], tensor(0.3f).half()),
        Script("activations bfloat16", Activations, [Normal(4, 3).bfloat16()], tensor(0.3f).bfloat16()),
        Script("functions float64", Functions, [Normal(4, 3).@double()]),
        Script("inverse functions float64", "y = torch.tanh(x); [torch.atan(x), torch.asin(y), torch.acos(y), torch.asinh(x), torch.acosh(x * x + 1), torch.atanh(y), torch.atan2(x, y + 0.3), torch.erf(x), torch.gelu(x)]", [Normal(4, 3).@double() * 3]),
        Script("inverse functions at the edges float64", "[torch.atan(x), torch.asin(x), torch.acos(x), torch.asinh(x), torch.acosh(x), torch.atanh(x), torch.atan2(x, torch.flip(x, [0])), torch.erf(x)]", [Edges.@double()]).WithFixedSizes(),
        Script("functions float16", Functions, [Normal(4, 3).half()]),
        Script("functions bfloat16", Functions, [Normal(4, 3).bfloat16()]),
        Script("linear and norms bfloat16", "torch.layer_norm(torch.linear(x, a, b), [5], None, None, 1e-5, False)", [Normal(4, 3).bfloat16()], Normal(5, 3).bfloat16(), Normal(5).bfloat16()),
        Script("scatter_add float16", "torch.scatter_add(x, 1, y, z)", [Normal(4, 3).half(), Integers(0, 3, 4, 5), Normal(4, 5).half()]),
        Script("scatter_add bfloat16", "torch.scatter_add(x, 1, y, z)", [Normal(4, 3).bfloat16(), Integers(0, 3, 4, 1), Normal(4, 1).bfloat16()]),
        Script("div trunc float16", "[torch.div(x, y, rounding_mode='trunc'), torch.div(x, y, rounding_mode='floor')]", [Normal(4, 5).half() * 5, Normal(4, 5).half()]),
        Script("adaptive pools float64", "[torch.adaptive_avg_pool2d(x, [1, 1]), torch.adaptive_max_pool2d(x, [1, 1])[0], torch.adaptive_avg_pool2d(x, [2, 3])]", [Normal(4, 3, 4, 6).@double()]),
        Script("attention float64", $"{Attend}(x, x, x)", [Normal(4, 2, 5, 8).@double()]),
        Script("int64", Whole, [Integers(-5, 9, 4, 3)]),
        Script("int32", Whole, [Integers(-5, 9, 4, 3).to(ScalarType.Int32)]),
        Script("int16", Whole, [Integers(-5, 9, 4, 3).to(ScalarType.Int16)]),
        Script("int8", Whole, [Integers(-3, 4, 4, 3).to(ScalarType.Int8)]),
        Script("uint8", Whole, [Integers(1, 6, 4, 3).to(ScalarType.Byte)]),
    ];
}
