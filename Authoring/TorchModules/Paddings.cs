using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Padding modules: the kind is the type, the sizes are a public property.

[CustomObject("torch/constant-pad1d")]
internal sealed record ConstantPad1dSettings(IReadOnlyList<long> Padding, double Value) : ModuleSettings, ISettingsOf<Modules.ConstantPad1d, ConstantPad1dSettings>
{
    public static ConstantPad1dSettings Of(Modules.ConstantPad1d module) => new(module.padding, module.value);

    public override nn.Module Create() => nn.ConstantPad1d((Padding[0], Padding[1]), Value);
}

[CustomObject("torch/constant-pad2d")]
internal sealed record ConstantPad2dSettings(IReadOnlyList<long> Padding, double Value) : ModuleSettings, ISettingsOf<Modules.ConstantPad2d, ConstantPad2dSettings>
{
    public static ConstantPad2dSettings Of(Modules.ConstantPad2d module) => new(module.padding, module.value);

    public override nn.Module Create() => nn.ConstantPad2d((Padding[0], Padding[1], Padding[2], Padding[3]), Value);
}

[CustomObject("torch/constant-pad3d")]
internal sealed record ConstantPad3dSettings(IReadOnlyList<long> Padding, double Value) : ModuleSettings, ISettingsOf<Modules.ConstantPad3d, ConstantPad3dSettings>
{
    public static ConstantPad3dSettings Of(Modules.ConstantPad3d module) => new(module.padding, module.value);

    public override nn.Module Create() => nn.ConstantPad3d((Padding[0], Padding[1], Padding[2], Padding[3], Padding[4], Padding[5]), Value);
}

[CustomObject("torch/reflection-pad1d")]
internal sealed record ReflectionPad1dSettings(IReadOnlyList<long> Padding) : ModuleSettings, ISettingsOf<Modules.ReflectionPad1d, ReflectionPad1dSettings>
{
    public static ReflectionPad1dSettings Of(Modules.ReflectionPad1d module) => new(module.padding);

    public override nn.Module Create() => nn.ReflectionPad1d((Padding[0], Padding[1]));
}

[CustomObject("torch/reflection-pad2d")]
internal sealed record ReflectionPad2dSettings(IReadOnlyList<long> Padding) : ModuleSettings, ISettingsOf<Modules.ReflectionPad2d, ReflectionPad2dSettings>
{
    public static ReflectionPad2dSettings Of(Modules.ReflectionPad2d module) => new(module.padding);

    public override nn.Module Create() => nn.ReflectionPad2d((Padding[0], Padding[1], Padding[2], Padding[3]));
}

[CustomObject("torch/reflection-pad3d")]
internal sealed record ReflectionPad3dSettings(IReadOnlyList<long> Padding) : ModuleSettings, ISettingsOf<Modules.ReflectionPad3d, ReflectionPad3dSettings>
{
    public static ReflectionPad3dSettings Of(Modules.ReflectionPad3d module) => new(module.padding);

    public override nn.Module Create() => nn.ReflectionPad3d((Padding[0], Padding[1], Padding[2], Padding[3], Padding[4], Padding[5]));
}

[CustomObject("torch/replication-pad1d")]
internal sealed record ReplicationPad1dSettings(IReadOnlyList<long> Padding) : ModuleSettings, ISettingsOf<Modules.ReplicationPad1d, ReplicationPad1dSettings>
{
    public static ReplicationPad1dSettings Of(Modules.ReplicationPad1d module) => new(module.padding);

    public override nn.Module Create() => nn.ReplicationPad1d((Padding[0], Padding[1]));
}

[CustomObject("torch/replication-pad2d")]
internal sealed record ReplicationPad2dSettings(IReadOnlyList<long> Padding) : ModuleSettings, ISettingsOf<Modules.ReplicationPad2d, ReplicationPad2dSettings>
{
    public static ReplicationPad2dSettings Of(Modules.ReplicationPad2d module) => new(module.padding);

    public override nn.Module Create() => nn.ReplicationPad2d((Padding[0], Padding[1], Padding[2], Padding[3]));
}

[CustomObject("torch/replication-pad3d")]
internal sealed record ReplicationPad3dSettings(IReadOnlyList<long> Padding) : ModuleSettings, ISettingsOf<Modules.ReplicationPad3d, ReplicationPad3dSettings>
{
    public static ReplicationPad3dSettings Of(Modules.ReplicationPad3d module) => new(module.padding);

    public override nn.Module Create() => nn.ReplicationPad3d((Padding[0], Padding[1], Padding[2], Padding[3], Padding[4], Padding[5]));
}

[CustomObject("torch/zero-pad2d")]
internal sealed record ZeroPad2dSettings(IReadOnlyList<long> Padding) : ModuleSettings, ISettingsOf<Modules.ZeroPad2d, ZeroPad2dSettings>
{
    public static ZeroPad2dSettings Of(Modules.ZeroPad2d module) => new(module.padding);

    public override nn.Module Create() => nn.ZeroPad2d((Padding[0], Padding[1], Padding[2], Padding[3]));
}
