using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Layers of products: sizes are those of the weights.

[CustomObject("torch/identity")]
internal sealed record IdentitySettings() : ModuleSettings, ISettingsOf<Modules.Identity, IdentitySettings>
{
    public static IdentitySettings Of(Modules.Identity module) => new();

    public override nn.Module Create() => nn.Identity();
}

[CustomObject("torch/linear")]
internal sealed record LinearSettings(long InFeatures, long OutFeatures, bool Bias, ScalarType Dtype) : ModuleSettings, ISettingsOf<Modules.Linear, LinearSettings>
{
    public static LinearSettings Of(Modules.Linear module) => new(module.in_features, module.out_features, module.bias is not null, TypeOf(module));

    public override double LeastValues => (double)InFeatures * OutFeatures;

    public override nn.Module Create() => nn.Linear(InFeatures, OutFeatures, Bias, dtype: Dtype);
}

[CustomObject("torch/bilinear")]
internal sealed record BilinearSettings(long In1Features, long In2Features, long OutFeatures, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.Bilinear, BilinearSettings>
{
    public static BilinearSettings Of(Modules.Bilinear module) =>
        new(module.in1_features, module.in2_features, module.out_features, module.bias is not null, TypeOf(module));

    public override double LeastValues => (double)In1Features * In2Features * OutFeatures;

    public override nn.Module Create() => nn.Bilinear(In1Features, In2Features, OutFeatures, Bias, dtype: Dtype);
}

[CustomObject("torch/cosine-similarity")]
internal sealed record CosineSimilaritySettings(long Dim, double Eps) : ModuleSettings, ISettingsOf<Modules.CosineSimilarity, CosineSimilaritySettings>
{
    public static CosineSimilaritySettings Of(Modules.CosineSimilarity module) => new(module.dim, module.eps);

    public override nn.Module Create() => nn.CosineSimilarity(Dim, Eps);
}

[CustomObject("torch/pairwise-distance")]
internal sealed record PairwiseDistanceSettings(double P, double Eps, bool Keepdim) : ModuleSettings, ISettingsOf<Modules.PairwiseDistance, PairwiseDistanceSettings>
{
    public static PairwiseDistanceSettings Of(Modules.PairwiseDistance module) => new(module.norm, module.eps, module.keepdim);

    public override nn.Module Create() => nn.PairwiseDistance(P, Eps, Keepdim);
}
