using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Normalizations: sizes and switches are public, or show in which weights there are.

[CustomObject("torch/batch-norm1d")]
internal sealed record BatchNorm1dSettings(long NumFeatures, double Eps, double? Momentum, bool Affine, bool TrackRunningStats, ScalarType Dtype)
    : StatisticsSettings, ISettingsOf<Modules.BatchNorm1d, BatchNorm1dSettings>
{
    public static BatchNorm1dSettings Of(Modules.BatchNorm1d module) =>
        new(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats, TypeOf(module));

    public override double LeastValues => Affine || TrackRunningStats ? NumFeatures : 0;

    public override nn.Module Create() =>
        WithType(WithMomentum(nn.BatchNorm1d(NumFeatures, Eps, affine: Affine, track_running_stats: TrackRunningStats), Momentum), Dtype);
}

[CustomObject("torch/batch-norm2d")]
internal sealed record BatchNorm2dSettings(long NumFeatures, double Eps, double? Momentum, bool Affine, bool TrackRunningStats, ScalarType Dtype)
    : StatisticsSettings, ISettingsOf<Modules.BatchNorm2d, BatchNorm2dSettings>
{
    public static BatchNorm2dSettings Of(Modules.BatchNorm2d module) =>
        new(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats, TypeOf(module));

    public override double LeastValues => Affine || TrackRunningStats ? NumFeatures : 0;

    public override nn.Module Create() =>
        WithType(WithMomentum(nn.BatchNorm2d(NumFeatures, Eps, affine: Affine, track_running_stats: TrackRunningStats), Momentum), Dtype);
}

[CustomObject("torch/batch-norm3d")]
internal sealed record BatchNorm3dSettings(long NumFeatures, double Eps, double? Momentum, bool Affine, bool TrackRunningStats, ScalarType Dtype)
    : StatisticsSettings, ISettingsOf<Modules.BatchNorm3d, BatchNorm3dSettings>
{
    public static BatchNorm3dSettings Of(Modules.BatchNorm3d module) =>
        new(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats, TypeOf(module));

    public override double LeastValues => Affine || TrackRunningStats ? NumFeatures : 0;

    public override nn.Module Create() =>
        WithType(WithMomentum(nn.BatchNorm3d(NumFeatures, Eps, affine: Affine, track_running_stats: TrackRunningStats), Momentum), Dtype);
}

[CustomObject("torch/instance-norm1d")]
internal sealed record InstanceNorm1dSettings(long NumFeatures, double Eps, double? Momentum, bool Affine, bool TrackRunningStats, ScalarType Dtype)
    : StatisticsSettings, ISettingsOf<Modules.InstanceNorm1d, InstanceNorm1dSettings>
{
    public static InstanceNorm1dSettings Of(Modules.InstanceNorm1d module) =>
        new(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats, TypeOf(module));

    public override double LeastValues => Affine || TrackRunningStats ? NumFeatures : 0;

    public override nn.Module Create() =>
        WithType(WithMomentum(nn.InstanceNorm1d(NumFeatures, Eps, affine: Affine, track_running_stats: TrackRunningStats), Momentum), Dtype);
}

[CustomObject("torch/instance-norm2d")]
internal sealed record InstanceNorm2dSettings(long NumFeatures, double Eps, double? Momentum, bool Affine, bool TrackRunningStats, ScalarType Dtype)
    : StatisticsSettings, ISettingsOf<Modules.InstanceNorm2d, InstanceNorm2dSettings>
{
    public static InstanceNorm2dSettings Of(Modules.InstanceNorm2d module) =>
        new(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats, TypeOf(module));

    public override double LeastValues => Affine || TrackRunningStats ? NumFeatures : 0;

    public override nn.Module Create() =>
        WithType(WithMomentum(nn.InstanceNorm2d(NumFeatures, Eps, affine: Affine, track_running_stats: TrackRunningStats), Momentum), Dtype);
}

[CustomObject("torch/instance-norm3d")]
internal sealed record InstanceNorm3dSettings(long NumFeatures, double Eps, double? Momentum, bool Affine, bool TrackRunningStats, ScalarType Dtype)
    : StatisticsSettings, ISettingsOf<Modules.InstanceNorm3d, InstanceNorm3dSettings>
{
    public static InstanceNorm3dSettings Of(Modules.InstanceNorm3d module) =>
        new(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats, TypeOf(module));

    public override double LeastValues => Affine || TrackRunningStats ? NumFeatures : 0;

    public override nn.Module Create() =>
        WithType(WithMomentum(nn.InstanceNorm3d(NumFeatures, Eps, affine: Affine, track_running_stats: TrackRunningStats), Momentum), Dtype);
}

[CustomObject("torch/layer-norm")]
internal sealed record LayerNormSettings(IReadOnlyList<long> NormalizedShape, double Eps, bool ElementwiseAffine, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.LayerNorm, LayerNormSettings>
{
    public static LayerNormSettings Of(Modules.LayerNorm module) =>
        new(module.normalized_shape, module.eps, module.elementwise_affine, module.bias is not null, TypeOf(module));

    public override double LeastValues => ElementwiseAffine ? Product(NormalizedShape) : 0;

    public override nn.Module Create() => nn.LayerNorm([.. NormalizedShape], Eps, ElementwiseAffine, Bias, dtype: Dtype);
}

[CustomObject("torch/local-response-norm")]
internal sealed record LocalResponseNormSettings(long Size, double Alpha, double Beta, double K)
    : ModuleSettings, ISettingsOf<Modules.LocalResponseNorm, LocalResponseNormSettings>
{
    public static LocalResponseNormSettings Of(Modules.LocalResponseNorm module) => new(module.size, module.alpha, module.beta, module.k);

    public override nn.Module Create() => nn.LocalResponseNorm(Size, Alpha, Beta, K);
}

[CustomObject("torch/group-norm")]
internal sealed record GroupNormSettings(long NumGroups, long NumChannels, double Eps, bool Affine, ScalarType Dtype) : ModuleSettings, ISettingsOf<Modules.GroupNorm, GroupNormSettings>
{
    // Without weights the number of channels is not kept, for it decides nothing.
    public static GroupNormSettings Of(Modules.GroupNorm module) =>
        new(module.num_groups, module.weight?.shape[0] ?? module.num_groups, module.eps, module.affine, TypeOf(module));

    public override double LeastValues => Affine ? NumChannels : 0;

    public override nn.Module Create() => nn.GroupNorm(NumGroups, NumChannels, Eps, Affine, dtype: Dtype);
}

/// <summary>What normalizations that keep running statistics have in common.</summary>
internal abstract record StatisticsSettings : ModuleSettings
{
    /// <summary>The module with this momentum, which may be null for a plain average.</summary>
    protected static nn.Module WithMomentum(Modules.NormBase module, double? momentum)
    {
        module.momentum = momentum;
        return module;
    }
}
