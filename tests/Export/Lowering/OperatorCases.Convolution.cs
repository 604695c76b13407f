using TorchSharp;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    public static readonly IReadOnlyList<OperatorCase> Convolution =
    [
        Script("conv1d", "torch.conv1d(x, a, b, [1], [0], [1], 1)", [Normal(4, 3, 9)], Normal(5, 3, 3), Normal(5)),
        Script("conv2d", "torch.conv2d(x, a, b, [1, 1], [0, 0], [1, 1], 1)", [Normal(4, 3, 9, 8)], Normal(5, 3, 3, 3), Normal(5)),
        Script("conv2d with stride, padding, dilation, no bias", "torch.conv2d(x, a, None, [2, 1], [1, 2], [1, 2], 1)", [Normal(4, 3, 9, 8)], Normal(5, 3, 3, 3)),
        Script("conv2d depthwise", "torch.conv2d(x, a, b, [1, 1], [1, 1], [1, 1], 4)", [Normal(4, 4, 9, 8)], Normal(8, 1, 3, 3), Normal(8)),
        Script("conv2d in groups", "torch.conv2d(x, a, b, [1, 1], [1, 1], [1, 1], 2)", [Normal(4, 4, 9, 8)], Normal(6, 2, 3, 3), Normal(6)),
        Script("conv2d without a batch", "torch.conv2d(x, a, b, [1, 1], [1, 1], [1, 1], 1)", [Normal(3, 9, 8)], Normal(5, 3, 3, 3), Normal(5)).WithFixedSizes(),
        Script("conv2d over dynamic sizes", "torch.conv2d(x, a, b, [2, 2], [1, 1], [1, 1], 1)", [Normal(4, 3, 9, 8)], Normal(5, 3, 3, 3), Normal(5)).WithDynamic([(0, "batch"), (2, "height")]),
        Script("conv3d", "torch.conv3d(x, a, b, [1, 2, 1], [1, 0, 1], [1, 1, 1], 1)", [Normal(2, 3, 5, 6, 7)], Normal(4, 3, 3, 2, 3), Normal(4)),
        Script("conv2d same with an even kernel", "torch.conv2d(x, a, b, [1, 1], 'same', [1, 1], 1)", [Normal(4, 3, 9, 8)], Normal(5, 3, 4, 2), Normal(5)),
        Script("conv1d same with dilation", "torch.conv1d(x, a, b, [1], 'same', [3], 1)", [Normal(4, 3, 9)], Normal(5, 3, 4), Normal(5)),
        Script("conv2d valid", "torch.conv2d(x, a, b, [2, 2], 'valid', [1, 1], 1)", [Normal(4, 3, 9, 8)], Normal(5, 3, 3, 3), Normal(5)),
        Script("conv_transpose1d", "torch.conv_transpose1d(x, a, b, [2], [1], [1], 1, [1])", [Normal(4, 3, 5)], Normal(3, 4, 3), Normal(4)),
        Script("conv_transpose2d", "torch.conv_transpose2d(x, a, b, [2, 2], [1, 1], [1, 1], 1, [1, 1])", [Normal(4, 3, 5, 6)], Normal(3, 4, 3, 3), Normal(4)),
        Script("conv_transpose2d in groups with dilation", "torch.conv_transpose2d(x, a, b, [2, 3], [0, 1], [0, 0], 2, [2, 1])", [Normal(4, 4, 5, 6)], Normal(4, 3, 3, 3), Normal(6)),
        Script("conv_transpose3d", "torch.conv_transpose3d(x, a, None, [1, 2, 1], [0, 1, 0], [0, 1, 0], 1, [1, 1, 1])", [Normal(2, 3, 3, 4, 3)], Normal(3, 2, 2, 3, 2)),
        Script("convolution", "torch.convolution(x, a, b, [2, 2], [1, 1], [1, 1], False, [0, 0], 1)", [Normal(4, 3, 9, 8)], Normal(5, 3, 3, 3), Normal(5)),
        Script("convolution transposed", "torch.convolution(x, a, b, [2, 2], [1, 1], [1, 1], True, [1, 0], 1)", [Normal(4, 3, 5, 4)], Normal(3, 5, 3, 3), Normal(5)),
        Script("_convolution", "torch._convolution(x, a, b, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, False, False, False, False)", [Normal(4, 3, 9, 8)], Normal(5, 3, 3, 3), Normal(5)),
        Script("constant_pad_nd", "torch.constant_pad_nd(x, [1, 2, 0, 3], 0.5)", [Normal(4, 3, 5)]),
        Script("constant_pad_nd that cuts", "torch.constant_pad_nd(x, [-1, 2], 0)", [Normal(4, 3, 5)]),
        Script("constant_pad_nd int64", "torch.constant_pad_nd(x, [1, 2], 7)", [Integers(-5, 5, 4, 3)]),
        Script("constant_pad_nd bool", "torch.constant_pad_nd(x, [1, 2], 1)", [Flags(4, 3)]),
        Script("pad reflect", "torch.pad(x, [1, 2, 2, 1], 'reflect', None)", [Normal(4, 2, 4, 5)]),
        Script("pad replicate", "torch.pad(x, [1, 2, 2, 1], 'replicate', None)", [Normal(4, 2, 4, 5)]),
        Script("pad circular", "torch.pad(x, [1, 2, 2, 1], 'circular', None)", [Normal(4, 2, 4, 5)]),
        Script("reflection_pad1d", "torch.reflection_pad1d(x, [2, 1])", [Normal(4, 2, 5)]),
        Script("replication_pad3d", "torch.replication_pad3d(x, [1, 1, 0, 2, 1, 0])", [Normal(4, 2, 3, 4, 5)]),
        Module("Conv2d same", nn.Conv2d(3, 5, 4, Padding.Same), Normal(4, 3, 9, 8)),
        Module("Conv2d reflect", nn.Conv2d(3, 5, 3, padding: 1, padding_mode: PaddingModes.Reflect), Normal(4, 3, 9, 8)),
        Module("Conv2d circular", nn.Conv2d(3, 5, 3, padding: 1, padding_mode: PaddingModes.Circular), Normal(4, 3, 9, 8)),
        Module("Conv1d replicate", nn.Conv1d(3, 5, 3, padding: 2, padding_mode: PaddingModes.Replicate), Normal(4, 3, 9)),
        Module("ConvTranspose2d", nn.ConvTranspose2d(3, 5, 4, stride: 2, padding: 1), Normal(4, 3, 5, 6)),
        Of("functional pad", x => nn.functional.pad(x, [1, 1, 2, 0], PaddingModes.Constant, -1), Normal(4, 3, 5)),
    ];
}
