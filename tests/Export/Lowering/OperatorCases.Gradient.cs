using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace OnnxForge.Tests.Export;

/// <summary>Functions that take a gradient of their own, as a field's forces or a network's sensitivities.</summary>
internal static partial class OperatorCases
{
    // of a sum of squares, so that what comes back differs from element to element
    private static Tensor GradientOf(Func<Tensor, Tensor> function, Tensor x)
    {
        using var gradients = enable_grad(); // the grid of samples has them off
        var at = x.detach().requires_grad_();
        return autograd.grad([function(at).pow(2).sum()], [at])[0];
    }

    private static OperatorCase Gradient(string name, Func<Tensor, Tensor> function, Tensor? input = null) =>
        Of($"gradient of {name}", x => GradientOf(function, x), input ?? Normal(4, 6) * 3);

    private static OperatorCase Gradient(string name, Func<Tensor, Tensor, Tensor> function, Tensor weight, Tensor? input = null) => Gradient(name, x => function(x, weight), input);

    public static readonly IReadOnlyList<OperatorCase> Gradients =
    [
        Gradient("sigmoid", x => sigmoid(x)),
        Gradient("tanh", x => tanh(x)),
        Gradient("relu", x => F.relu(x)),
        Gradient("relu6", x => F.relu6(x)),
        Gradient("hardtanh", x => F.hardtanh(x, -2, 2.5)),
        Gradient("hardsigmoid", x => F.hardsigmoid(x)),
        Gradient("hardswish", x => F.hardswish(x)),
        Gradient("softshrink", x => F.softshrink(x, 0.5)),
        Gradient("hardshrink", x => F.hardshrink(x, 0.5)),
        Gradient("leaky_relu", x => F.leaky_relu(x, 0.2)),
        Gradient("elu", x => F.elu(x, 0.7)),
        Gradient("selu", x => F.selu(x)),
        Gradient("celu", x => F.celu(x, 1.5)),
        Gradient("elu in place", x => F.elu(x * 1, 0.7, inplace: true)),
        Gradient("softplus", x => F.softplus(x, 2)),
        Gradient("logsigmoid", x => F.logsigmoid(x)),
        Gradient("silu", x => F.silu(x)),
        Gradient("mish", x => F.mish(x)),
        Gradient("gelu", x => F.gelu(x)),
        Script("gelu_backward", "torch.gelu_backward(x, y, approximate=\"tanh\")", [Normal(4, 6), Normal(4, 6) * 3]),
        Script("steps at the joints", "[torch.threshold_backward(x, y, 1), torch.hardtanh_backward(x, y, -1, 1), torch.hardsigmoid_backward(x, y), torch.hardswish_backward(x, y), torch.softshrink_backward(x, y, 1), torch.hardshrink_backward(x, y, 1)]",
            [Column(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), Column(-1, 1, -3, 3, -0f, 0, 4, -4, Inf, -Inf)]).WithFixedSizes(),
        Gradient("softmax", x => softmax(x, 1)),
        Gradient("log_softmax", x => F.log_softmax(x, 1)),
        Gradient("layer_norm", x => F.layer_norm(x, [6])),
        Gradient("layer_norm with weights", x => F.layer_norm(x, [6], linspace(0.5, 2, 6), linspace(-1, 1, 6))),
        Gradient("batch_norm", (x, w) => F.batch_norm(x, w[0], w[1].abs(), w[2], w[3]), Normal(4, 6), Normal(3, 6, 5)),
        Gradient("linear and tanh", (x, w) => F.linear(x, w, w[.., 0]).tanh(), Normal(5, 6)),
        Gradient("matmul", (x, w) => matmul(x, w).matmul(w.t()), Normal(6, 2)),
        Gradient("slices", x => x[.., 1..4] * x[.., 3..6]),
        Gradient("gather of positions", (x, at) => x.index_select(1, at), tensor(new long[] { 2, 2, 5 })),
        Gradient("norm and mean", x => x / (x.norm(1, keepdim: true) + x.mean([1], keepdim: true).abs() + 1)),
        Gradient("cumsum and where", x => where(x > 0, x.cumsum(1), x.exp())),
        Gradient("max and sorting", x => x.sort(1).Values * x.max(1, keepdim: true).values),
        Gradient("conv2d", (x, w) => F.conv2d(x, w, padding: [1, 1]), Normal(3, 2, 3, 3), Normal(2, 2, 6, 5)),
        Gradient("conv2d with strides", (x, w) => F.conv2d(x, w, strides: [2, 3], dilation: [2, 1], groups: 2), Normal(4, 1, 3, 2), Normal(2, 2, 9, 9)),
        Gradient("conv_transpose1d", (x, w) => F.conv_transpose1d(x, w, stride: 2, padding: 1), Normal(2, 3, 3), Normal(2, 2, 6)),
        Gradient("max_pool2d", x => F.max_pool2d(x, [3, 3], [2, 2], [1, 1]), Normal(2, 2, 6, 5)),
        Of("a gradient's gradient", x => GradientOf(at => autograd.grad([at.pow(3).tanh().sum()], [at], retain_graph: true, create_graph: true)[0], x), Normal(4, 6)),
        Of("backward()", x =>
        {
            using var gradients = enable_grad();
            var at = x.detach().requires_grad_();
            F.silu(at).sum().backward();
            return at.grad!;
        }, Normal(4, 6)),
    ];
}
