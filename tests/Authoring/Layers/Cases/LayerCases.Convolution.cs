using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] convolutions =
    [
        Row("conv1d", () => new Conv1D(4, [3], activation: new Tanh()), Real(3, -1), Real(4, -1))
            .Refusing([2, 2, 7], "Conv1D Conv1D: expected an input [batch, 3, length], as it was built for; received an input [2, 2, 7]. Give it the channels of the first input, or make a new layer.") with { Dynamic = new() { [2] = new("length", Min: 3) } },
        Row("conv1d", () => new Conv1D(4, [3], strides: [2], padding: PaddingMode.Same, groups: 2), Real(2, 8), Real(4, 4)) with { Variant = "same with strides" },
        Row("conv1d", () => new Conv1D(4, [3], padding: PaddingMode.Causal, dilationRate: [2]), Real(2, -1), Real(4, -1)) with { Variant = "causal", Dynamic = new() { [2] = "length" } },
        Row("conv2d", () => new Conv2D(4, [3, 2]), Real(3, 6, 5), Real(4, 4, 4))
            .Refusing([2, 2, 7, 7], "Conv2D Conv2D: expected an input [batch, 3, height, width], as it was built for; received an input [2, 2, 7, 7]. Give it the channels of the first input, or make a new layer."),
        Row("conv2d", () => new Conv2D(4, [3], padding: PaddingMode.Same, useBias: false), Real(3, -1, -1), Real(4, -1, -1)) with { Variant = "same", Dynamic = new() { [2] = "height", [3] = "width" } },
        Row("conv2d", () => new Conv2D(4, [2], padding: PaddingMode.Same), Real(3, 5, 4), Real(4, 5, 4)) with { Variant = "same with an even window" },
        Row("conv3d", () => new Conv3D(2, [2]), Real(2, 4, 3, 3), Real(2, 3, 2, 2))
            .Refusing([2, 1, 7, 7, 7], "Conv3D Conv3D: expected an input [batch, 2, depth, height, width], as it was built for; received an input [2, 1, 7, 7, 7]. Give it the channels of the first input, or make a new layer."),
        Row("conv3d", () => new Conv3D(2, [3], strides: [1, 2, 2], padding: PaddingMode.Same), Real(2, 3, 4, 5), Real(2, 3, 2, 3)) with { Variant = "same with strides" },
        Row("conv1d-transpose", () => new Conv1DTranspose(2, [3], strides: [2]), Real(3, 4), Real(2, 9))
            .Refusing([2, 2, 7], "Conv1DTranspose Conv1DTranspose: expected an input [batch, 3, length], as it was built for; received an input [2, 2, 7]. Give it the channels of the first input, or make a new layer."),
        Row("conv1d-transpose", () => new Conv1DTranspose(2, [3], strides: [2], padding: PaddingMode.Same), Real(3, 4), Real(2, 8)) with { Variant = "same" },
        Row("conv2d-transpose", () => new Conv2DTranspose(2, [3], strides: [2]), Real(3, 4, 4), Real(2, 9, 9))
            .Refusing([2, 2, 7, 7], "Conv2DTranspose Conv2DTranspose: expected an input [batch, 3, height, width], as it was built for; received an input [2, 2, 7, 7]. Give it the channels of the first input, or make a new layer."),
        Row("conv2d-transpose", () => new Conv2DTranspose(2, [3], strides: [2], padding: PaddingMode.Same), Real(3, 4, 4), Real(2, 8, 8)) with { Variant = "same" },
        Row("conv3d-transpose", () => new Conv3DTranspose(2, [3], strides: [2]), Real(3, 2, 2, 2), Real(2, 5, 5, 5))
            .Refusing([2, 2, 7, 7, 7], "Conv3DTranspose Conv3DTranspose: expected an input [batch, 3, depth, height, width], as it was built for; received an input [2, 2, 7, 7, 7]. Give it the channels of the first input, or make a new layer."),
        Row("conv3d-transpose", () => new Conv3DTranspose(2, [3], strides: [2], padding: PaddingMode.Same), Real(3, 2, 2, 2), Real(2, 4, 4, 4)) with { Variant = "same" },
        Row("conv1d-transpose", () => new Conv1DTranspose(2, [2], strides: [3], padding: PaddingMode.Same), Real(3, -1), Real(2, -1)) with { Variant = "strides that leave gaps", Dynamic = new() { [2] = "length" } },
        Row("depthwise-conv1d", () => new DepthwiseConv1D([3], depthMultiplier: 2), Real(3, 6), Real(6, 4))
            .Refusing([2, 2, 7], "DepthwiseConv1D DepthwiseConv1D: expected an input [batch, 3, length], as it was built for; received an input [2, 2, 7]. Give it the channels of the first input, or make a new layer."),
        Row("separable-conv1d", () => new SeparableConv1D(5, [3], padding: PaddingMode.Same), Real(3, 6), Real(5, 6))
            .Refusing([2, 2, 7], "SeparableConv1D SeparableConv1D: expected an input [batch, 3, length], as it was built for; received an input [2, 2, 7]. Give it the channels of the first input, or make a new layer."),
        Row("depthwise-conv2d", () => new DepthwiseConv2D([3], depthMultiplier: 2), Real(3, 6, 6), Real(6, 4, 4))
            .Refusing([2, 2, 7, 7], "DepthwiseConv2D DepthwiseConv2D: expected an input [batch, 3, height, width], as it was built for; received an input [2, 2, 7, 7]. Give it the channels of the first input, or make a new layer."),
        Row("separable-conv2d", () => new SeparableConv2D(5, [3], padding: PaddingMode.Same), Real(3, 6, 6), Real(5, 6, 6))
            .Refusing([2, 2, 7, 7], "SeparableConv2D SeparableConv2D: expected an input [batch, 3, height, width], as it was built for; received an input [2, 2, 7, 7]. Give it the channels of the first input, or make a new layer."),
    ];
}
