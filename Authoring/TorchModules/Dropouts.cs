using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Dropouts: every setting is a public property.

[CustomObject("torch/dropout")]
internal sealed record DropoutSettings(double P, bool Inplace) : ModuleSettings, ISettingsOf<Modules.Dropout, DropoutSettings>
{
    public static DropoutSettings Of(Modules.Dropout module) => new(module.p, module.inplace);

    public override nn.Module Create() => nn.Dropout(P, Inplace);
}

[CustomObject("torch/dropout1d")]
internal sealed record Dropout1dSettings(double P, bool Inplace) : ModuleSettings, ISettingsOf<Modules.Dropout1d, Dropout1dSettings>
{
    public static Dropout1dSettings Of(Modules.Dropout1d module) => new(module.p, module.inplace);

    public override nn.Module Create() => nn.Dropout1d(P, Inplace);
}

[CustomObject("torch/dropout2d")]
internal sealed record Dropout2dSettings(double P, bool Inplace) : ModuleSettings, ISettingsOf<Modules.Dropout2d, Dropout2dSettings>
{
    public static Dropout2dSettings Of(Modules.Dropout2d module) => new(module.p, module.inplace);

    public override nn.Module Create() => nn.Dropout2d(P, Inplace);
}

[CustomObject("torch/dropout3d")]
internal sealed record Dropout3dSettings(double P, bool Inplace) : ModuleSettings, ISettingsOf<Modules.Dropout3d, Dropout3dSettings>
{
    public static Dropout3dSettings Of(Modules.Dropout3d module) => new(module.p, module.inplace);

    public override nn.Module Create() => nn.Dropout3d(P, Inplace);
}

[CustomObject("torch/alpha-dropout")]
internal sealed record AlphaDropoutSettings(double P, bool Inplace) : ModuleSettings, ISettingsOf<Modules.AlphaDropout, AlphaDropoutSettings>
{
    public static AlphaDropoutSettings Of(Modules.AlphaDropout module) => new(module.p, module.inplace);

    public override nn.Module Create() => nn.AlphaDropout(P, Inplace);
}

[CustomObject("torch/feature-alpha-dropout")]
internal sealed record FeatureAlphaDropoutSettings(double P, bool Inplace) : ModuleSettings, ISettingsOf<Modules.FeatureAlphaDropout, FeatureAlphaDropoutSettings>
{
    public static FeatureAlphaDropoutSettings Of(Modules.FeatureAlphaDropout module) => new(module.p, module.inplace);

    public override nn.Module Create() => nn.FeatureAlphaDropout(P, Inplace);
}
