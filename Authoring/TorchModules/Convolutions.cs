using TorchSharp;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Convolutions: every setting is a public property; the padding is numbers or a kind.

[CustomObject("torch/conv1d")]
internal sealed record Conv1dSettings(long InChannels, long OutChannels, IReadOnlyList<long> KernelSize, IReadOnlyList<long> Stride, IReadOnlyList<long>? Padding,
    Padding? PaddingType, IReadOnlyList<long> Dilation, PaddingModes PaddingMode, long Groups, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.Conv1d, Conv1dSettings>
{
    public static Conv1dSettings Of(Modules.Conv1d module) =>
        new(module.in_channels, module.out_channels, module.kernel_size, module.stride, module.padding, module.padding_type, module.dilation, module.padding_mode,
            module.groups, module.bias is not null, TypeOf(module));

    public override double LeastValues => (double)InChannels * OutChannels / Groups * Product(KernelSize);

    public override nn.Module Create() => PaddingType is { } kind
        ? nn.Conv1d(InChannels, OutChannels, KernelSize[0], kind, Stride[0], Dilation[0], PaddingMode, Groups, Bias, dtype: Dtype)
        : nn.Conv1d(InChannels, OutChannels, KernelSize[0], Stride[0], Padding![0], Dilation[0], PaddingMode, Groups, Bias, dtype: Dtype);
}

[CustomObject("torch/conv2d")]
internal sealed record Conv2dSettings(long InChannels, long OutChannels, IReadOnlyList<long> KernelSize, IReadOnlyList<long> Stride, IReadOnlyList<long>? Padding,
    Padding? PaddingType, IReadOnlyList<long> Dilation, PaddingModes PaddingMode, long Groups, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.Conv2d, Conv2dSettings>
{
    public static Conv2dSettings Of(Modules.Conv2d module) =>
        new(module.in_channels, module.out_channels, module.kernel_size, module.stride, module.padding, module.padding_type, module.dilation, module.padding_mode,
            module.groups, module.bias is not null, TypeOf(module));

    public override double LeastValues => (double)InChannels * OutChannels / Groups * Product(KernelSize);

    public override nn.Module Create() => PaddingType is { } kind
        ? nn.Conv2d(InChannels, OutChannels, Two(KernelSize), kind, Two(Stride), Two(Dilation), PaddingMode, Groups, Bias, dtype: Dtype)
        : nn.Conv2d(InChannels, OutChannels, Two(KernelSize), Two(Stride), Two(Padding!), Two(Dilation), PaddingMode, Groups, Bias, dtype: Dtype);
}

[CustomObject("torch/conv3d")]
internal sealed record Conv3dSettings(long InChannels, long OutChannels, IReadOnlyList<long> KernelSize, IReadOnlyList<long> Stride, IReadOnlyList<long>? Padding,
    Padding? PaddingType, IReadOnlyList<long> Dilation, PaddingModes PaddingMode, long Groups, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.Conv3d, Conv3dSettings>
{
    public static Conv3dSettings Of(Modules.Conv3d module) =>
        new(module.in_channels, module.out_channels, module.kernel_size, module.stride, module.padding, module.padding_type, module.dilation, module.padding_mode,
            module.groups, module.bias is not null, TypeOf(module));

    public override double LeastValues => (double)InChannels * OutChannels / Groups * Product(KernelSize);

    public override nn.Module Create() => PaddingType is { } kind
        ? nn.Conv3d(InChannels, OutChannels, Three(KernelSize), kind, Three(Stride), Three(Dilation), PaddingMode, Groups, Bias, dtype: Dtype)
        : nn.Conv3d(InChannels, OutChannels, Three(KernelSize), Three(Stride), Three(Padding!), Three(Dilation), PaddingMode, Groups, Bias, dtype: Dtype);
}

[CustomObject("torch/conv-transpose1d")]
internal sealed record ConvTranspose1dSettings(long InChannels, long OutChannels, IReadOnlyList<long> KernelSize, IReadOnlyList<long> Stride,
    IReadOnlyList<long> Padding, IReadOnlyList<long> OutputPadding, IReadOnlyList<long> Dilation, long Groups, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.ConvTranspose1d, ConvTranspose1dSettings>
{
    public static ConvTranspose1dSettings Of(Modules.ConvTranspose1d module) =>
        new(module.in_channels, module.out_channels, module.kernel_size, module.stride, module.padding!, module.output_padding, module.dilation, module.groups,
            module.bias is not null, TypeOf(module));

    public override double LeastValues => (double)InChannels * OutChannels / Groups * Product(KernelSize);

    public override nn.Module Create() => nn.ConvTranspose1d(InChannels, OutChannels, KernelSize[0], Stride[0], Padding[0], OutputPadding[0], Dilation[0],
        groups: Groups, bias: Bias, dtype: Dtype);
}

[CustomObject("torch/conv-transpose2d")]
internal sealed record ConvTranspose2dSettings(long InChannels, long OutChannels, IReadOnlyList<long> KernelSize, IReadOnlyList<long> Stride,
    IReadOnlyList<long> Padding, IReadOnlyList<long> OutputPadding, IReadOnlyList<long> Dilation, long Groups, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.ConvTranspose2d, ConvTranspose2dSettings>
{
    public static ConvTranspose2dSettings Of(Modules.ConvTranspose2d module) =>
        new(module.in_channels, module.out_channels, module.kernel_size, module.stride, module.padding!, module.output_padding, module.dilation, module.groups,
            module.bias is not null, TypeOf(module));

    public override double LeastValues => (double)InChannels * OutChannels / Groups * Product(KernelSize);

    public override nn.Module Create() => nn.ConvTranspose2d(InChannels, OutChannels, Two(KernelSize), Two(Stride), Two(Padding), Two(OutputPadding), Two(Dilation),
        groups: Groups, bias: Bias, dtype: Dtype);
}

[CustomObject("torch/conv-transpose3d")]
internal sealed record ConvTranspose3dSettings(long InChannels, long OutChannels, IReadOnlyList<long> KernelSize, IReadOnlyList<long> Stride,
    IReadOnlyList<long> Padding, IReadOnlyList<long> OutputPadding, IReadOnlyList<long> Dilation, long Groups, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.ConvTranspose3d, ConvTranspose3dSettings>
{
    public static ConvTranspose3dSettings Of(Modules.ConvTranspose3d module) =>
        new(module.in_channels, module.out_channels, module.kernel_size, module.stride, module.padding!, module.output_padding, module.dilation, module.groups,
            module.bias is not null, TypeOf(module));

    public override double LeastValues => (double)InChannels * OutChannels / Groups * Product(KernelSize);

    public override nn.Module Create() =>
        nn.ConvTranspose3d(InChannels, OutChannels, Three(KernelSize), Three(Stride), Three(Padding), Three(OutputPadding), Three(Dilation),
        groups: Groups, bias: Bias, dtype: Dtype);
}
