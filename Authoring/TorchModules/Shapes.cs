using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Modules that move values without weights: every setting is a public property.

[CustomObject("torch/flatten")]
internal sealed record FlattenSettings(long StartDim, long EndDim) : ModuleSettings, ISettingsOf<Modules.Flatten, FlattenSettings>
{
    public static FlattenSettings Of(Modules.Flatten module) => new(module.start_dim, module.end_dim);

    public override nn.Module Create() => nn.Flatten(StartDim, EndDim);
}

[CustomObject("torch/unflatten")]
internal sealed record UnflattenSettings(long Dim, IReadOnlyList<long> UnflattenedSize) : ModuleSettings, ISettingsOf<Modules.Unflatten, UnflattenSettings>
{
    public static UnflattenSettings Of(Modules.Unflatten module) => new(module.dim, module.unflattened_size);

    public override nn.Module Create() => nn.Unflatten(Dim, [.. UnflattenedSize]);
}

[CustomObject("torch/pixel-shuffle")]
internal sealed record PixelShuffleSettings(long UpscaleFactor) : ModuleSettings, ISettingsOf<Modules.PixelShuffle, PixelShuffleSettings>
{
    public static PixelShuffleSettings Of(Modules.PixelShuffle module) => new(module.upscale_factor);

    public override nn.Module Create() => nn.PixelShuffle(UpscaleFactor);
}

[CustomObject("torch/pixel-unshuffle")]
internal sealed record PixelUnshuffleSettings(long DownscaleFactor) : ModuleSettings, ISettingsOf<Modules.PixelUnshuffle, PixelUnshuffleSettings>
{
    public static PixelUnshuffleSettings Of(Modules.PixelUnshuffle module) => new(module.downscale_factor);

    public override nn.Module Create() => nn.PixelUnshuffle(DownscaleFactor);
}

[CustomObject("torch/channel-shuffle")]
internal sealed record ChannelShuffleSettings(long Groups) : ModuleSettings, ISettingsOf<Modules.ChannelShuffle, ChannelShuffleSettings>
{
    public static ChannelShuffleSettings Of(Modules.ChannelShuffle module) => new(module.groups);

    public override nn.Module Create() => nn.ChannelShuffle(Groups);
}

[CustomObject("torch/fold")]
internal sealed record FoldSettings(IReadOnlyList<long> OutputSize, IReadOnlyList<long> KernelSize, IReadOnlyList<long> Dilation, IReadOnlyList<long> Padding,
    IReadOnlyList<long> Stride)
    : ModuleSettings, ISettingsOf<Modules.Fold, FoldSettings>
{
    public static FoldSettings Of(Modules.Fold module) =>
        new(Sizes(module.output_size), Sizes(module.kernel_size), Sizes(module.dilation), Sizes(module.padding), Sizes(module.stride));

    public override nn.Module Create() => nn.Fold(Two(OutputSize), Two(KernelSize), Two(Dilation), Two(Padding), Two(Stride));
}

[CustomObject("torch/unfold")]
internal sealed record UnfoldSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long> Dilation, IReadOnlyList<long> Padding, IReadOnlyList<long> Stride)
    : ModuleSettings, ISettingsOf<Modules.Unfold, UnfoldSettings>
{
    public static UnfoldSettings Of(Modules.Unfold module) => new(Sizes(module.kernel_size), Sizes(module.dilation), Sizes(module.padding), Sizes(module.stride));

    public override nn.Module Create() => nn.Unfold(Two(KernelSize), Two(Dilation), Two(Padding), Two(Stride));
}

[CustomObject("torch/upsample")]
internal sealed record UpsampleSettings(IReadOnlyList<long>? Size, IReadOnlyList<double>? ScaleFactor, UpsampleMode Mode, bool? AlignCorners, bool? RecomputeScaleFactor)
    : ModuleSettings, ISettingsOf<Modules.Upsample, UpsampleSettings>
{
    public static UpsampleSettings Of(Modules.Upsample module) =>
        new(module.size.IsEmpty ? null : module.size.ToArray(), module.scale_factor.IsEmpty ? null : module.scale_factor.ToArray(), module.mode,
            module.align_corners, module.recompute_scale_factor);

    public override nn.Module Create() => nn.Upsample(Size?.ToArray(), ScaleFactor?.ToArray(), Mode, AlignCorners, RecomputeScaleFactor);
}
