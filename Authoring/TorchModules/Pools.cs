using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Pools: every setting is a public property.

[CustomObject("torch/adaptive-avg-pool1d")]
internal sealed record AdaptiveAvgPool1dSettings(long OutputSize) : ModuleSettings, ISettingsOf<Modules.AdaptiveAvgPool1d, AdaptiveAvgPool1dSettings>
{
    public static AdaptiveAvgPool1dSettings Of(Modules.AdaptiveAvgPool1d module) => new(module.output_size);

    public override nn.Module Create() => nn.AdaptiveAvgPool1d(OutputSize);
}

[CustomObject("torch/adaptive-avg-pool2d")]
internal sealed record AdaptiveAvgPool2dSettings(IReadOnlyList<long> OutputSize) : ModuleSettings, ISettingsOf<Modules.AdaptiveAvgPool2d, AdaptiveAvgPool2dSettings>
{
    public static AdaptiveAvgPool2dSettings Of(Modules.AdaptiveAvgPool2d module) => new(module.output_size);

    public override nn.Module Create() => nn.AdaptiveAvgPool2d([.. OutputSize]);
}

[CustomObject("torch/adaptive-avg-pool3d")]
internal sealed record AdaptiveAvgPool3dSettings(IReadOnlyList<long> OutputSize) : ModuleSettings, ISettingsOf<Modules.AdaptiveAvgPool3d, AdaptiveAvgPool3dSettings>
{
    public static AdaptiveAvgPool3dSettings Of(Modules.AdaptiveAvgPool3d module) => new(module.output_size);

    public override nn.Module Create() => nn.AdaptiveAvgPool3d([.. OutputSize]);
}

[CustomObject("torch/adaptive-max-pool1d")]
internal sealed record AdaptiveMaxPool1dSettings(long OutputSize) : ModuleSettings, ISettingsOf<Modules.AdaptiveMaxPool1d, AdaptiveMaxPool1dSettings>
{
    public static AdaptiveMaxPool1dSettings Of(Modules.AdaptiveMaxPool1d module) => new(module.output_size);

    public override nn.Module Create() => nn.AdaptiveMaxPool1d(OutputSize);
}

[CustomObject("torch/adaptive-max-pool2d")]
internal sealed record AdaptiveMaxPool2dSettings(IReadOnlyList<long> OutputSize) : ModuleSettings, ISettingsOf<Modules.AdaptiveMaxPool2d, AdaptiveMaxPool2dSettings>
{
    public static AdaptiveMaxPool2dSettings Of(Modules.AdaptiveMaxPool2d module) => new(module.output_size);

    public override nn.Module Create() => nn.AdaptiveMaxPool2d([.. OutputSize]);
}

[CustomObject("torch/max-pool1d")]
internal sealed record MaxPool1dSettings(long KernelSize, long? Stride, long? Padding, long? Dilation, bool CeilMode)
    : ModuleSettings, ISettingsOf<Modules.MaxPool1d, MaxPool1dSettings>
{
    public static MaxPool1dSettings Of(Modules.MaxPool1d module) => new(module.kernel_size, module.stride, module.padding, module.dilation, module.ceil_mode);

    public override nn.Module Create() => nn.MaxPool1d(KernelSize, Stride, Padding, Dilation, CeilMode);
}

[CustomObject("torch/max-pool2d")]
internal sealed record MaxPool2dSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long>? Stride, IReadOnlyList<long>? Padding, IReadOnlyList<long>? Dilation,
    bool CeilMode)
    : ModuleSettings, ISettingsOf<Modules.MaxPool2d, MaxPool2dSettings>
{
    public static MaxPool2dSettings Of(Modules.MaxPool2d module) => new(module.kernel_size, module.stride, module.padding, module.dilation, module.ceil_mode);

    public override nn.Module Create() => nn.MaxPool2d([.. KernelSize], Stride?.ToArray(), Padding?.ToArray(), Dilation?.ToArray(), CeilMode);
}

[CustomObject("torch/max-pool3d")]
internal sealed record MaxPool3dSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long>? Stride, IReadOnlyList<long>? Padding, IReadOnlyList<long>? Dilation,
    bool CeilMode)
    : ModuleSettings, ISettingsOf<Modules.MaxPool3d, MaxPool3dSettings>
{
    public static MaxPool3dSettings Of(Modules.MaxPool3d module) => new(module.kernel_size, module.stride, module.padding, module.dilation, module.ceil_mode);

    public override nn.Module Create() => nn.MaxPool3d([.. KernelSize], Stride?.ToArray(), Padding?.ToArray(), Dilation?.ToArray(), CeilMode);
}

[CustomObject("torch/avg-pool1d")]
internal sealed record AvgPool1dSettings(long KernelSize, long? Stride, long Padding, bool CeilMode, bool CountIncludePad)
    : ModuleSettings, ISettingsOf<Modules.AvgPool1d, AvgPool1dSettings>
{
    public static AvgPool1dSettings Of(Modules.AvgPool1d module) =>
        new(module.kernel_size, module.stride, module.padding ?? 0, module.ceil_mode, module.count_include_pad);

    public override nn.Module Create() => nn.AvgPool1d(KernelSize, Stride, Padding, CeilMode, CountIncludePad);
}

[CustomObject("torch/avg-pool2d")]
internal sealed record AvgPool2dSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long>? Stride, IReadOnlyList<long>? Padding, bool CeilMode,
    bool CountIncludePad, long? DivisorOverride)
    : ModuleSettings, ISettingsOf<Modules.AvgPool2d, AvgPool2dSettings>
{
    public static AvgPool2dSettings Of(Modules.AvgPool2d module) =>
        new(module.kernel_size, module.stride, module.padding, module.ceil_mode, module.count_include_pad, module.divisor_override);

    public override nn.Module Create() => nn.AvgPool2d([.. KernelSize], Stride?.ToArray(), Padding?.ToArray(), CeilMode, CountIncludePad, DivisorOverride);
}

[CustomObject("torch/avg-pool3d")]
internal sealed record AvgPool3dSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long>? Stride, IReadOnlyList<long>? Padding, bool CeilMode,
    bool CountIncludePad, long? DivisorOverride)
    : ModuleSettings, ISettingsOf<Modules.AvgPool3d, AvgPool3dSettings>
{
    public static AvgPool3dSettings Of(Modules.AvgPool3d module) =>
        new(module.kernel_size, module.stride, module.padding, module.ceil_mode, module.count_include_pad, module.divisor_override);

    public override nn.Module Create() => nn.AvgPool3d([.. KernelSize], Stride?.ToArray(), Padding?.ToArray(), CeilMode, CountIncludePad, DivisorOverride);
}

[CustomObject("torch/fractional-max-pool2d")]
internal sealed record FractionalMaxPool2dSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long>? OutputSize, IReadOnlyList<double>? OutputRatio)
    : ModuleSettings, ISettingsOf<Modules.FractionalMaxPool2d, FractionalMaxPool2dSettings>
{
    public static FractionalMaxPool2dSettings Of(Modules.FractionalMaxPool2d module) => new(module.kernel_size, module.output_size, module.output_ratio);

    public override nn.Module Create() => nn.FractionalMaxPool2d([.. KernelSize], OutputSize?.ToArray(), OutputRatio?.ToArray());
}

[CustomObject("torch/fractional-max-pool3d")]
internal sealed record FractionalMaxPool3dSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long>? OutputSize, IReadOnlyList<double>? OutputRatio)
    : ModuleSettings, ISettingsOf<Modules.FractionalMaxPool3d, FractionalMaxPool3dSettings>
{
    public static FractionalMaxPool3dSettings Of(Modules.FractionalMaxPool3d module) => new(module.kernel_size, module.output_size, module.output_ratio);

    public override nn.Module Create() => nn.FractionalMaxPool3d([.. KernelSize], OutputSize?.ToArray(), OutputRatio?.ToArray());
}

[CustomObject("torch/lp-pool1d")]
internal sealed record LPPool1dSettings(double NormType, long KernelSize, long? Stride, bool CeilMode) : ModuleSettings, ISettingsOf<Modules.LPPool1d, LPPool1dSettings>
{
    public static LPPool1dSettings Of(Modules.LPPool1d module) => new(module.norm_type, module.kernel_size, module.stride, module.ceil_mode);

    public override nn.Module Create() => nn.LPPool1d(NormType, KernelSize, Stride, CeilMode);
}

[CustomObject("torch/lp-pool2d")]
internal sealed record LPPool2dSettings(double NormType, IReadOnlyList<long> KernelSize, IReadOnlyList<long>? Stride, bool CeilMode)
    : ModuleSettings, ISettingsOf<Modules.LPPool2d, LPPool2dSettings>
{
    public static LPPool2dSettings Of(Modules.LPPool2d module) => new(module.norm_type, module.kernel_size, module.stride, module.ceil_mode);

    public override nn.Module Create() => nn.LPPool2d(NormType, [.. KernelSize], Stride?.ToArray(), CeilMode);
}

[CustomObject("torch/max-unpool1d")]
internal sealed record MaxUnpool1dSettings(long KernelSize, long? Stride, long? Padding) : ModuleSettings, ISettingsOf<Modules.MaxUnpool1d, MaxUnpool1dSettings>
{
    public static MaxUnpool1dSettings Of(Modules.MaxUnpool1d module) => new(module.kernel_size, module.stride, module.padding);

    public override nn.Module Create() => nn.MaxUnpool1d(KernelSize, Stride, Padding);
}

[CustomObject("torch/max-unpool2d")]
internal sealed record MaxUnpool2dSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long>? Stride, IReadOnlyList<long>? Padding)
    : ModuleSettings, ISettingsOf<Modules.MaxUnpool2d, MaxUnpool2dSettings>
{
    public static MaxUnpool2dSettings Of(Modules.MaxUnpool2d module) => new(module.kernel_size, module.stride, module.padding);

    public override nn.Module Create() => nn.MaxUnpool2d([.. KernelSize], Stride?.ToArray(), Padding?.ToArray());
}

[CustomObject("torch/max-unpool3d")]
internal sealed record MaxUnpool3dSettings(IReadOnlyList<long> KernelSize, IReadOnlyList<long>? Stride, IReadOnlyList<long>? Padding)
    : ModuleSettings, ISettingsOf<Modules.MaxUnpool3d, MaxUnpool3dSettings>
{
    public static MaxUnpool3dSettings Of(Modules.MaxUnpool3d module) => new(module.kernel_size, module.stride, module.padding);

    public override nn.Module Create() => nn.MaxUnpool3d([.. KernelSize], Stride?.ToArray(), Padding?.ToArray());
}
