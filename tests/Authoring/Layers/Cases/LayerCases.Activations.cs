using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] activationLayers =
    [
        Row("activation-layer", () => new ActivationLayer(new Selu()), Real(4), Real(4)),
        Row("softmax-layer", () => new SoftmaxLayer(), Real(4), Real(4)),
        Row("softmax-layer", () => new SoftmaxLayer(1), Real(3, 4), Real(3, 4))
            .Refusing([2], "SoftmaxLayer SoftmaxLayer: expected an input that has dimension 1; received one of 1 dimensions. Correct the axis, or reshape the input first.") with { Variant = "along the first" },
        Row("relu-layer", () => new ReluLayer(), Real(4), Real(4)),
        Row("relu-layer", () => new ReluLayer(1.5, 0.1, 0.5), Real(4), Real(4)) with { Variant = "with limit, slope and threshold" },
        Row("relu-layer", () => new ReluLayer(negativeSlope: 0.2), Real(4), Real(4)) with { Variant = "with slope" },
        Row("leaky-relu-layer", () => new LeakyReluLayer(), Real(4), Real(4)),
        Row("elu-layer", () => new EluLayer(0.5), Real(4), Real(4)),
        Row("prelu", () => new PRelu(), Real(4), Real(4))
            .Refusing([2, 5], "PRelu PRelu: expected an input [?, 4], as it was built for; received an input [2, 5]. Give it the shape of the first input, or make a new layer."),
        Row("prelu", () => new PRelu(new Constant(0.2), sharedAxes: [2, 3]), Real(2, -1, -1), Real(2, -1, -1)) with { Variant = "shared", Dynamic = new() { [2] = "height" } },
    ];
}
