using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>A tensor and slopes: one, and one for each of dimension 1.</summary>
    private static IEnumerable<SampleArguments> Slopes(ScalarType type) =>
    [
        new("one slope", [Around(type, 3, 4), Fractions(type, 1)]),
        new("a slope a channel", [Around(type, 3, 4), Around(type, 4)]),
        new("a slope a channel of an image", [Around(type, 2, 3, 2, 2), Around(type, 3)]),
        new("1-d", [Around(type, 5), Fractions(type, 1)]),
        new("empty", [Around(type, 0, 4), Around(type, 4)]),
        new("special", [Special(type), Fractions(type, 1)]),
    ];

    /// <summary>Tensors with an even size along <c>{dim}</c>.</summary>
    private static IEnumerable<SampleArguments> Halves(ScalarType type) =>
    [
        new("1-d", [Around(type, 6)], ("dim", "0")),
        new("last", [Around(type, 3, 4)], ("dim", "-1")),
        new("first", [Around(type, 4, 3)], ("dim", "0")),
        new("middle", [Around(type, 2, 6, 3)], ("dim", "1")),
        new("empty", [Around(type, 0, 4)], ("dim", "1")),
        new("special", [Special(type)], ("dim", "0")),
    ];

    private static SampledOperator[] Activation =>
    [
        .. PlainAll("relu", "relu6", "selu", "silu", "mish", "hardswish", "hardsigmoid", "log_sigmoid"),
        Plain("elu", "torch.elu(x)", "torch.elu(x, 1.5)", "torch.elu(x, 1.5, 0.8, 0.5)"),
        Plain("celu", "torch.celu(x)", "torch.celu(x, 0.5)"),
        Plain("leaky_relu", "torch.leaky_relu(x)", "torch.leaky_relu(x, 0.2)", "torch.leaky_relu(x, -0.5)"),
        Plain("softplus", "torch.softplus(x)", "torch.softplus(x, 2, 5)"),
        Plain("gelu", "torch.gelu(x)", "torch.gelu(x, approximate='tanh')"),
        Plain("hardtanh", "torch.hardtanh(x)", "torch.hardtanh(x, -0.5, 0.7)"),
        Plain("threshold", "torch.threshold(x, 0.3, -2)", "torch.threshold(x, 1, 5)"),
        Plain("softshrink", "torch.softshrink(x)", "torch.softshrink(x, 0.7)", "torch.softshrink(x, 0)"),
        Plain("hardshrink", "torch.hardshrink(x)", "torch.hardshrink(x, 0.7)", "torch.hardshrink(x, 0)"),
        Plain("rrelu", "torch.rrelu(x, 0.1, 0.3, False)"),
        Plain("log_sigmoid_forward", "p, q = torch.log_sigmoid_forward(x); p"),
        .. new[] { "dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout" }.Select(name => Plain(name, $"torch.{name}(x, 0.5, False)")),
        Row("prelu", Slopes, "torch.prelu(x, y)"),
        Row("_prelu_kernel", TwoTensors, "torch._prelu_kernel(x, y)"),
        Row("glu", Halves, "torch.glu(x, {dim})"),
        Row("softmax.int", OverDimension, "torch.softmax(x, {dim})", "torch.softmax(x, {dim}, 7)"),
        Row("log_softmax.int", OverDimension, "torch.log_softmax(x, {dim})", "torch.log_softmax(x, {dim}, 7)"),
        Row("_softmax", OverDimension, "torch._softmax(x, {dim}, False)"),
        Row("_log_softmax", OverDimension, "torch._log_softmax(x, {dim}, False)"),
    ];
}
