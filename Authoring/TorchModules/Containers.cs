using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Containers: their config is what they hold.

/// <summary>A module under its name in a container.</summary>
internal sealed record NamedModule(string Name, nn.Module Module);

[CustomObject("torch/sequential")]
internal sealed record SequentialSettings(IReadOnlyList<NamedModule> Modules) : ModuleSettings, ISettingsOf<Modules.Sequential, SequentialSettings>
{
    public static SequentialSettings Of(Modules.Sequential module) => new([.. module.named_children().Select(child => new NamedModule(child.name, child.module))]);

    public override nn.Module Create()
    {
        var made = nn.Sequential();
        foreach (var (name, module) in Modules) made.append(name, (nn.IModule<Tensor, Tensor>)module);
        return made;
    }
}

[CustomObject("torch/module-list")]
internal sealed record ModuleListSettings(IReadOnlyList<nn.Module> Modules) : ModuleSettings, ISettingsOf<Modules.ModuleList<nn.Module>, ModuleListSettings>
{
    public static ModuleListSettings Of(Modules.ModuleList<nn.Module> module) => new([.. module]);

    public override nn.Module Create() => nn.ModuleList([.. Modules]);
}

[CustomObject("torch/module-dict")]
internal sealed record ModuleDictSettings(IReadOnlyList<NamedModule> Modules) : ModuleSettings, ISettingsOf<Modules.ModuleDict<nn.Module>, ModuleDictSettings>
{
    public static ModuleDictSettings Of(Modules.ModuleDict<nn.Module> module) => new([.. module.Keys.Select(name => new NamedModule(name, module[name]))]);

    public override nn.Module Create() => nn.ModuleDict([.. Modules.Select(child => (child.Name, child.Module))]);
}

[CustomObject("torch/parameter-list")]
internal sealed record ParameterListSettings(IReadOnlyList<TensorSpec> Parameters) : ModuleSettings, ISettingsOf<Modules.ParameterList, ParameterListSettings>
{
    public static ParameterListSettings Of(Modules.ParameterList module) => new([.. module.Select(parameter => new TensorSpec(Shape.Of(parameter), parameter.dtype))]);

    public override double LeastValues => Parameters.Sum(spec => Product(spec.Shape));

    public override nn.Module Create() => nn.ParameterList([.. Parameters.Select(spec => new Modules.Parameter(zeros(spec.Shape.ToArray(), spec.Type)))]);
}

/// <summary>The shape and type of a parameter under its name.</summary>
internal sealed record NamedParameter(string Name, TensorSpec Spec);

[CustomObject("torch/parameter-dict")]
internal sealed record ParameterDictSettings(IReadOnlyList<NamedParameter> Parameters) : ModuleSettings, ISettingsOf<Modules.ParameterDict, ParameterDictSettings>
{
    public static ParameterDictSettings Of(Modules.ParameterDict module) =>
        new([.. module.Keys.Select(name => new NamedParameter(name, new TensorSpec(Shape.Of(module[name]), module[name].dtype)))]);

    public override double LeastValues => Parameters.Sum(item => Product(item.Spec.Shape));

    public override nn.Module Create() => nn.ParameterDict([.. Parameters.Select(item => (item.Name, new Modules.Parameter(zeros(item.Spec.Shape.ToArray(), item.Spec.Type))))]);
}
