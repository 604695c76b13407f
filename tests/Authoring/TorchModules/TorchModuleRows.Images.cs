using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring.TorchModules;

internal static partial class TorchModuleRows
{
    private static IEnumerable<TorchModuleRow> Convolutions() =>
    [
        Row(nn.Conv1d(4, 6, 3, stride: 2, padding: 1, dilation: 2, padding_mode: PaddingModes.Circular, groups: 2, bias: false), "conv1d",
            """{"inChannels":4,"outChannels":6,"kernelSize":[3],"stride":[2],"padding":[1],"paddingType":null,"dilation":[2],"paddingMode":"circular","groups":2,"bias":false,"dtype":"float32"}""", 2, 4, 12),
        Row(nn.Conv2d(4, 6, (3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2)), "conv2d",
            """{"inChannels":4,"outChannels":6,"kernelSize":[3,2],"stride":[2,1],"padding":[1,0],"paddingType":null,"dilation":[1,2],"paddingMode":"zeros","groups":1,"bias":true,"dtype":"float32"}""", 2, 4, 8, 8),
        Row(nn.Conv2d(4, 6, 3, Padding.Same, dilation: 2, padding_mode: PaddingModes.Reflect), "conv2d",
            """{"inChannels":4,"outChannels":6,"kernelSize":[3,3],"stride":[1,1],"padding":null,"paddingType":"same","dilation":[2,2],"paddingMode":"reflect","groups":1,"bias":true,"dtype":"float32"}""", 2, 4, 8, 8),
        Row(nn.Conv3d(2, 3, (1, 2, 3), Padding.Valid, stride: (1, 2, 1)), "conv3d",
            """{"inChannels":2,"outChannels":3,"kernelSize":[1,2,3],"stride":[1,2,1],"padding":null,"paddingType":"valid","dilation":[1,1,1],"paddingMode":"zeros","groups":1,"bias":true,"dtype":"float32"}""", 2, 2, 5, 6, 7),
        Row(nn.ConvTranspose1d(4, 6, 3, stride: 2, padding: 1, output_padding: 1, dilation: 2, groups: 2, bias: false), "conv-transpose1d",
            """{"inChannels":4,"outChannels":6,"kernelSize":[3],"stride":[2],"padding":[1],"outputPadding":[1],"dilation":[2],"groups":2,"bias":false,"dtype":"float32"}""", 2, 4, 9),
        Row(nn.ConvTranspose2d(4, 6, (3, 2), stride: (2, 3), padding: (1, 0), output_padding: (1, 2)), "conv-transpose2d",
            """{"inChannels":4,"outChannels":6,"kernelSize":[3,2],"stride":[2,3],"padding":[1,0],"outputPadding":[1,2],"dilation":[1,1],"groups":1,"bias":true,"dtype":"float32"}""", 2, 4, 5, 5),
        Row(nn.ConvTranspose3d(2, 3, (1, 2, 3), stride: (1, 2, 2)), "conv-transpose3d",
            """{"inChannels":2,"outChannels":3,"kernelSize":[1,2,3],"stride":[1,2,2],"padding":[0,0,0],"outputPadding":[0,0,0],"dilation":[1,1,1],"groups":1,"bias":true,"dtype":"float32"}""", 2, 2, 3, 4, 5),
    ];

    private static IEnumerable<TorchModuleRow> Normalizations() =>
    [
        Row(nn.BatchNorm1d(3, 0.01, 0.3), "batch-norm1d", """{"numFeatures":3,"eps":0.01,"momentum":0.3,"affine":true,"trackRunningStats":true,"dtype":"float32"}""", 5, 3),
        Row(Averaging(nn.BatchNorm2d(3, affine: false)), "batch-norm2d",
            """{"numFeatures":3,"eps":1E-05,"momentum":null,"affine":false,"trackRunningStats":true,"dtype":"float32"}""", 5, 3, 2, 2),
        Row(nn.BatchNorm3d(3, track_running_stats: false), "batch-norm3d",
            """{"numFeatures":3,"eps":1E-05,"momentum":0.1,"affine":true,"trackRunningStats":false,"dtype":"float32"}""", 5, 3, 2, 2, 2),
        Row(nn.InstanceNorm1d(3, 0.01), "instance-norm1d", """{"numFeatures":3,"eps":0.01,"momentum":0.1,"affine":false,"trackRunningStats":false,"dtype":"float32"}""", 5, 3, 6),
        Row(nn.InstanceNorm2d(3, momentum: 0.3, track_running_stats: true), "instance-norm2d",
            """{"numFeatures":3,"eps":1E-05,"momentum":0.3,"affine":false,"trackRunningStats":true,"dtype":"float32"}""", 5, 3, 4, 4),
        Row(nn.InstanceNorm3d(3, affine: true), "instance-norm3d",
            """{"numFeatures":3,"eps":1E-05,"momentum":0.1,"affine":true,"trackRunningStats":false,"dtype":"float32"}""", 5, 3, 2, 4, 4),
        Row(nn.LayerNorm([3, 4], 0.01, bias: false), "layer-norm", """{"normalizedShape":[3,4],"eps":0.01,"elementwiseAffine":true,"bias":false,"dtype":"float32"}""", 5, 3, 4),
        Row(nn.GroupNorm(2, 6, 0.01), "group-norm", """{"numGroups":2,"numChannels":6,"eps":0.01,"affine":true,"dtype":"float32"}""", 5, 6, 4),
        Row(nn.LocalResponseNorm(3, 0.1, 0.5, 2), "local-response-norm", """{"size":3,"alpha":0.1,"beta":0.5,"k":2}""", 2, 4, 5),
    ];

    private static IEnumerable<TorchModuleRow> Paddings() =>
    [
        Row(nn.ConstantPad1d((1, 2), 0.5), "constant-pad1d", """{"padding":[1,2],"value":0.5}""", 2, 3, 6),
        Row(nn.ConstantPad2d((1, 2, 0, 1), 0.5), "constant-pad2d", """{"padding":[1,2,0,1],"value":0.5}""", 2, 3, 6, 6),
        Row(nn.ConstantPad3d((1, 2, 0, 1, 2, 0), 0.5), "constant-pad3d", """{"padding":[1,2,0,1,2,0],"value":0.5}""", 2, 3, 4, 4, 4),
        Row(nn.ReflectionPad1d((1, 2)), "reflection-pad1d", """{"padding":[1,2]}""", 2, 3, 6),
        Row(nn.ReflectionPad2d((1, 2, 0, 1)), "reflection-pad2d", """{"padding":[1,2,0,1]}""", 2, 3, 6, 6),
        Row(nn.ReflectionPad3d((1, 2, 0, 1, 2, 0)), "reflection-pad3d", """{"padding":[1,2,0,1,2,0]}""", 2, 3, 4, 4, 4),
        Row(nn.ReplicationPad1d((1, 2)), "replication-pad1d", """{"padding":[1,2]}""", 2, 3, 6),
        Row(nn.ReplicationPad2d((1, 2, 0, 1)), "replication-pad2d", """{"padding":[1,2,0,1]}""", 2, 3, 6, 6),
        Row(nn.ReplicationPad3d((1, 2, 0, 1, 2, 0)), "replication-pad3d", """{"padding":[1,2,0,1,2,0]}""", 2, 3, 4, 4, 4),
        Row(nn.ZeroPad2d((1, 2, 0, 1)), "zero-pad2d", """{"padding":[1,2,0,1]}""", 2, 3, 6, 6),
    ];

    private static IEnumerable<TorchModuleRow> Shapes() =>
    [
        Row(nn.Flatten(1, 2), "flatten", """{"startDim":1,"endDim":2}""", 2, 3, 4, 5),
        Row(nn.Unflatten(1, [2, 3]), "unflatten", """{"dim":1,"unflattenedSize":[2,3]}""", 4, 6),
        Row(nn.PixelShuffle(2), "pixel-shuffle", """{"upscaleFactor":2}""", 2, 8, 3, 3),
        Row(nn.PixelUnshuffle(2), "pixel-unshuffle", """{"downscaleFactor":2}""", 2, 3, 4, 4),
        Row(nn.ChannelShuffle(2), "channel-shuffle", """{"groups":2}""", 2, 6, 3, 3),
        Row(nn.Fold((4, 5), (2, 2), padding: (1, 0), stride: (2, 1)), "fold", """{"outputSize":[4,5],"kernelSize":[2,2],"dilation":[1,1],"padding":[1,0],"stride":[2,1]}""", 2, 12, 12),
        Row(nn.Unfold((2, 3), dilation: (2, 1), stride: (1, 2)), "unfold", """{"kernelSize":[2,3],"dilation":[2,1],"padding":[0,0],"stride":[1,2]}""", 2, 3, 6, 7),
        Row(nn.Upsample(scale_factor: [1.5, 2], mode: UpsampleMode.Bilinear, align_corners: true, recompute_scale_factor: true), "upsample",
            """{"size":null,"scaleFactor":[1.5,2],"mode":"bilinear","alignCorners":true,"recomputeScaleFactor":true}""", 2, 3, 4, 5),
        Row(nn.Upsample(size: [7]), "upsample", """{"size":[7],"scaleFactor":null,"mode":"nearest","alignCorners":null,"recomputeScaleFactor":null}""", 2, 3, 4),
    ];

    private static TorchSharp.Modules.BatchNorm2d Averaging(TorchSharp.Modules.BatchNorm2d norm)
    {
        norm.momentum = null;
        return norm;
    }
}
