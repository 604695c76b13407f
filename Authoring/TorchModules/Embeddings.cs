using TorchSharp;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Embeddings: libtorch alone knows anything but the weight's shape.

[CustomObject("torch/embedding")]
internal sealed record EmbeddingSettings(long NumEmbeddings, long EmbeddingDim, long? PaddingIdx, double? MaxNorm, double NormType, bool ScaleGradByFreq, bool Sparse, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.Embedding, EmbeddingSettings>
{
    private static readonly NativeSetting<byte> hasPadding = NativeModule.Switch(on => nn.Embedding(4, 1, padding_idx: on ? 3 : null));
    private static readonly NativeSetting<long> padding = new(value => nn.Embedding(5000, 1, padding_idx: value), 1013, 2027, 4093);
    private static readonly NativeSetting<byte> hasNorm = NativeModule.Switch(on => nn.Embedding(4, 1, max_norm: on ? 0.3721 : null));
    private static readonly NativeSetting<double> norm = new(value => nn.Embedding(4, 1, max_norm: value), 0.3721, 5.127);
    private static readonly NativeSetting<double> normType = new(value => nn.Embedding(4, 1, norm_type: value), 1.731, 2.913);
    private static readonly NativeSetting<byte> scale = NativeModule.Switch(on => nn.Embedding(4, 1, scale_grad_by_freq: on));
    private static readonly NativeSetting<byte> sparse = NativeModule.Switch(on => nn.Embedding(4, 1, sparse: on));

    public static EmbeddingSettings Of(Modules.Embedding module)
    {
        using var weight = module.weight!;
        return new(weight.shape[0], weight.shape[1], hasPadding.Read(module) == 0 ? null : padding.Read(module), hasNorm.Read(module) == 0 ? null : norm.Read(module),
            normType.Read(module), scale.Read(module) == 1, sparse.Read(module) == 1, TypeOf(module));
    }

    public override double LeastValues => (double)NumEmbeddings * EmbeddingDim;

    public override nn.Module Create() =>
        WithType(nn.Embedding(NumEmbeddings, EmbeddingDim, PaddingIdx, MaxNorm, NormType, ScaleGradByFreq, Sparse), Dtype);
}

[CustomObject("torch/embedding-bag")]
internal sealed record EmbeddingBagSettings(long NumEmbeddings, long EmbeddingDim, double? MaxNorm, double NormType, bool ScaleGradByFreq, EmbeddingBagMode Mode, bool Sparse,
    bool IncludeLastOffset, long PaddingIdx, ScalarType Dtype) : ModuleSettings, ISettingsOf<Modules.EmbeddingBag, EmbeddingBagSettings>
{
    private static readonly NativeSetting<byte> hasPadding = NativeModule.Switch(on => nn.EmbeddingBag(4, 1, padding_index: on ? 3 : -1));
    private static readonly NativeSetting<long> padding = new(value => nn.EmbeddingBag(5000, 1, padding_index: value), 1013, 2027, 4093);
    private static readonly NativeSetting<byte> hasNorm = NativeModule.Switch(on => nn.EmbeddingBag(4, 1, max_norm: on ? 0.3721 : null));
    private static readonly NativeSetting<double> norm = new(value => nn.EmbeddingBag(4, 1, max_norm: value), 0.3721, 5.127);
    private static readonly NativeSetting<double> normType = new(value => nn.EmbeddingBag(4, 1, norm_type: value), 1.731, 2.913);
    private static readonly NativeSetting<byte> scale = NativeModule.Switch(on => nn.EmbeddingBag(4, 1, scale_grad_by_freq: on));
    private static readonly NativeSetting<byte> mode = new(value => nn.EmbeddingBag(4, 1, mode: (EmbeddingBagMode)value), 0, 1, 2, 2, 0, 1, 0, 2, 1, 1, 0, 2);
    private static readonly NativeSetting<byte> sparse = NativeModule.Switch(on => nn.EmbeddingBag(4, 1, sparse: on));
    private static readonly NativeSetting<byte> lastOffset = NativeModule.Switch(on => nn.EmbeddingBag(4, 1, include_last_offset: on));

    public static EmbeddingBagSettings Of(Modules.EmbeddingBag module)
    {
        using var weight = module.weight!;
        return new(weight.shape[0], weight.shape[1], hasNorm.Read(module) == 0 ? null : norm.Read(module), normType.Read(module), scale.Read(module) == 1,
            (EmbeddingBagMode)mode.Read(module), sparse.Read(module) == 1, lastOffset.Read(module) == 1, hasPadding.Read(module) == 0 ? -1 : padding.Read(module), TypeOf(module));
    }

    public override double LeastValues => (double)NumEmbeddings * EmbeddingDim;

    public override nn.Module Create() =>
        WithType(nn.EmbeddingBag(NumEmbeddings, EmbeddingDim, MaxNorm, NormType, ScaleGradByFreq, Mode, Sparse, IncludeLastOffset, PaddingIdx), Dtype);
}
