using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace OnnxForge.Tests.Export;

/// <summary>Functions that take a gradient of their own, as a field's forces or a network's sensitivities.</summary>
internal static partial class OperatorCases
{
    private static DifferentiableCase Slope(string name, Func<Tensor, Tensor> function, Tensor? input = null) => new(name, function, input ?? Normal(4, 6) * 3);

    private static DifferentiableCase Slope(string name, Func<Tensor, Tensor, Tensor> function, Tensor weight, Tensor? input = null) => Slope(name, x => function(x, weight), input);

    private static readonly IReadOnlyList<DifferentiableCase> Differentiable =
    [
        Slope("sigmoid", x => sigmoid(x)),
        Slope("tanh", x => tanh(x)),
        Slope("relu", x => F.relu(x)),
        Slope("relu6", x => F.relu6(x)),
        Slope("hardtanh", x => F.hardtanh(x, -2, 2.5)),
        Slope("hardsigmoid", x => F.hardsigmoid(x)) with { Once = true },
        Slope("hardswish", x => F.hardswish(x)),
        Slope("softshrink", x => F.softshrink(x, 0.5)),
        Slope("hardshrink", x => F.hardshrink(x, 0.5)),
        Slope("leaky_relu", x => F.leaky_relu(x, 0.2)),
        Slope("elu", x => F.elu(x, 0.7)),
        Slope("selu", x => F.selu(x)),
        Slope("celu", x => F.celu(x, 1.5)),
        Slope("elu in place", x => F.elu(x * 1, 0.7, inplace: true)),
        Slope("softplus", x => F.softplus(x, 2)),
        Slope("logsigmoid", x => F.logsigmoid(x)),
        Slope("silu", x => F.silu(x)),
        Slope("mish", x => F.mish(x)),
        Slope("gelu", x => F.gelu(x)),
        Slope("softmax", x => softmax(x, 1)),
        Slope("log_softmax", x => F.log_softmax(x, 1)),
        Slope("layer_norm", x => F.layer_norm(x, [6])),
        Slope("layer_norm with weights", x => F.layer_norm(x, [6], linspace(0.5, 2, 6), linspace(-1, 1, 6))),
        Slope("batch_norm", (x, w) => F.batch_norm(x, w[0], w[1].abs(), w[2], w[3]), Normal(4, 6), Normal(3, 6, 5)),
        Slope("linear and tanh", (x, w) => F.linear(x, w, w[.., 0]).tanh(), Normal(5, 6)),
        Slope("matmul", (x, w) => matmul(x, w).matmul(w.t()), Normal(6, 2)),
        Slope("slices", x => x[.., 1..4] * x[.., 3..6]),
        Slope("gather of positions", (x, at) => x.index_select(1, at), tensor(new long[] { 2, 2, 5 })),
        Slope("norm and mean", x => x / (x.norm(1, keepdim: true) + x.mean([1], keepdim: true).abs() + 1)),
        Slope("cumsum and where", x => where(x > 0, x.cumsum(1), x.exp())),
        Slope("max and sorting", x => x.sort(1).Values * x.max(1, keepdim: true).values),
        Slope("conv2d", (x, w) => F.conv2d(x, w, padding: [1, 1]), Normal(3, 2, 3, 3), Normal(2, 2, 6, 5)),
        Slope("conv2d with strides", (x, w) => F.conv2d(x, w, strides: [2, 3], dilation: [2, 1], groups: 2), Normal(4, 1, 3, 2), Normal(2, 2, 9, 9)),
        Slope("conv_transpose1d", (x, w) => F.conv_transpose1d(x, w, stride: 2, padding: 1), Normal(2, 3, 3), Normal(2, 2, 6)),
    ];

    public static readonly IReadOnlyList<OperatorCase> Gradients =
    [
        .. Differentiable.Select(d => d.First()),
        Script("gelu_backward", "torch.gelu_backward(x, y, approximate=\"tanh\")", [Normal(4, 6), Normal(4, 6) * 3]),
        Script("steps at the joints", "[torch.threshold_backward(x, y, 1), torch.hardtanh_backward(x, y, -1, 1), torch.hardsigmoid_backward(x, y), torch.hardswish_backward(x, y), torch.softshrink_backward(x, y, 1), torch.hardshrink_backward(x, y, 1)]",
            [Column(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Column(-1, 1, -3, 3, -0f, 0, 4, -4, Inf, -Inf)]).WithFixedSizes(),
        Of("backward()", x =>
        {
            using var gradients = enable_grad();
            var at = x.detach().requires_grad_();
            F.silu(at).sum().backward();
            return at.grad!;
        }, Normal(4, 6)),
    ];
}
