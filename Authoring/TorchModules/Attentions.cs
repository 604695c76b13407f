using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Attention and Transformers: sizes show in the weights, the rest is libtorch's.

[CustomObject("torch/multihead-attention")]
internal sealed record MultiheadAttentionSettings(long EmbedDim, long NumHeads, double Dropout, bool Bias, bool AddBiasKv, bool AddZeroAttn, long? Kdim, long? Vdim, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.MultiheadAttention, MultiheadAttentionSettings>
{
    private static readonly NativeSetting<long> heads = new(value => nn.MultiheadAttention(105, value), 3, 5, 7);
    private static readonly NativeSetting<double> dropout = new(value => nn.MultiheadAttention(2, 1, value), 0.1237, 0.4391);
    private static readonly NativeSetting<byte> zero = NativeModule.Switch(on => nn.MultiheadAttention(2, 1, add_zero_attn: on));

    public static MultiheadAttentionSettings Of(Modules.MultiheadAttention module)
    {
        var weights = module.named_parameters().ToDictionary(item => item.name, item => item.parameter.shape);
        return new(weights["out_proj.weight"][0], heads.Read(module), dropout.Read(module), weights.ContainsKey("in_proj_bias"), weights.ContainsKey("bias_k"), zero.Read(module) == 1,
            weights.TryGetValue("k_proj_weight", out var key) ? key[1] : null, weights.TryGetValue("v_proj_weight", out var value) ? value[1] : null, TypeOf(module));
    }

    public override double LeastValues => (double)EmbedDim * EmbedDim;

    public override nn.Module Create() => WithType(nn.MultiheadAttention(EmbedDim, NumHeads, Dropout, Bias, AddBiasKv, AddZeroAttn, Kdim, Vdim), Dtype);
}

[CustomObject("torch/transformer-encoder-layer")]
internal sealed record TransformerEncoderLayerSettings(long DModel, long Nhead, long DimFeedforward, double Dropout, nn.Activations Activation, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.TransformerEncoderLayer, TransformerEncoderLayerSettings>
{
    private static readonly NativeSetting<long> heads = new(value => nn.TransformerEncoderLayer(105, value, 1), 3, 5, 7);
    private static readonly NativeSetting<double> dropout = new(value => nn.TransformerEncoderLayer(2, 1, 1, value), 0.1237, 0.4391);
    private static readonly NativeSetting<byte> gelu = NativeModule.Switch(on => nn.TransformerEncoderLayer(2, 1, 1, activation: on ? nn.Activations.GELU : nn.Activations.ReLU));

    public static TransformerEncoderLayerSettings Of(Modules.TransformerEncoderLayer module) => At(NativeModule.Address(module), module, "");

    public override double LeastValues => (double)DModel * (DModel + DimFeedforward);

    public override nn.Module Create() => WithType(nn.TransformerEncoderLayer(DModel, Nhead, DimFeedforward, Dropout, Activation), Dtype);

    /// <summary>The settings of the layer at an address, whose weights a module holds under a prefix.</summary>
    public static TransformerEncoderLayerSettings At(nint address, nn.Module owner, string prefix)
    {
        var feedforward = owner.named_parameters().First(item => item.name == $"{prefix}linear1.weight").parameter.shape;
        var settings = new TransformerEncoderLayerSettings(feedforward[1], heads.Read(address), feedforward[0], dropout.Read(address),
            gelu.Read(address) == 1 ? nn.Activations.GELU : nn.Activations.ReLU, TypeOf(owner));
        GC.KeepAlive(owner);
        return settings;
    }
}

[CustomObject("torch/transformer-decoder-layer")]
internal sealed record TransformerDecoderLayerSettings(long DModel, long Nhead, long DimFeedforward, double Dropout, nn.Activations Activation, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.TransformerDecoderLayer, TransformerDecoderLayerSettings>
{
    private static readonly NativeSetting<long> heads = new(value => nn.TransformerDecoderLayer(105, value, 1), 3, 5, 7);
    private static readonly NativeSetting<double> dropout = new(value => nn.TransformerDecoderLayer(2, 1, 1, value), 0.1237, 0.4391);
    private static readonly NativeSetting<byte> gelu = NativeModule.Switch(on => nn.TransformerDecoderLayer(2, 1, 1, activation: on ? nn.Activations.GELU : nn.Activations.ReLU));

    public static TransformerDecoderLayerSettings Of(Modules.TransformerDecoderLayer module) => At(NativeModule.Address(module), module, "");

    public override double LeastValues => (double)DModel * (DModel + DimFeedforward);

    public override nn.Module Create() => WithType(nn.TransformerDecoderLayer(DModel, Nhead, DimFeedforward, Dropout, Activation), Dtype);

    /// <summary>The settings of the layer at an address, whose weights a module holds under a prefix.</summary>
    public static TransformerDecoderLayerSettings At(nint address, nn.Module owner, string prefix)
    {
        var feedforward = owner.named_parameters().First(item => item.name == $"{prefix}linear1.weight").parameter.shape;
        var settings = new TransformerDecoderLayerSettings(feedforward[1], heads.Read(address), feedforward[0], dropout.Read(address),
            gelu.Read(address) == 1 ? nn.Activations.GELU : nn.Activations.ReLU, TypeOf(owner));
        GC.KeepAlive(owner);
        return settings;
    }
}

[CustomObject("torch/transformer")]
internal sealed record TransformerSettings(long DModel, long Nhead, long NumEncoderLayers, long NumDecoderLayers, long DimFeedforward, double Dropout, nn.Activations Activation,
    ScalarType Dtype) : ModuleSettings, ISettingsOf<Modules.Transformer, TransformerSettings>
{
    private static readonly NativeSetting<long> heads = new(value => nn.Transformer(105, value, 1, 1, 1), 3, 5, 7);
    private static readonly NativeSetting<double> dropout = new(value => nn.Transformer(2, 1, 1, 1, 1, value), 0.1237, 0.4391);
    private static readonly NativeSetting<byte> gelu = NativeModule.Switch(on => nn.Transformer(2, 1, 1, 1, 1, activation: on ? nn.Activations.GELU : nn.Activations.ReLU));

    public static TransformerSettings Of(Modules.Transformer module)
    {
        var weights = module.named_parameters().ToDictionary(item => item.name, item => item.parameter.shape);
        int Layers(string part) => Enumerable.Range(0, weights.Count).TakeWhile(layer => weights.ContainsKey($"{part}.layers.{layer}.linear1.weight")).Count();
        var feedforward = weights["encoder.layers.0.linear1.weight"];
        return new(feedforward[1], heads.Read(module), Layers("encoder"), Layers("decoder"), feedforward[0], dropout.Read(module),
            gelu.Read(module) == 1 ? nn.Activations.GELU : nn.Activations.ReLU, TypeOf(module));
    }

    public override double LeastValues => (double)DModel * (DModel + DimFeedforward) * ((double)NumEncoderLayers + NumDecoderLayers);

    public override nn.Module Create() => WithType(nn.Transformer(DModel, Nhead, NumEncoderLayers, NumDecoderLayers, DimFeedforward, Dropout, Activation), Dtype);
}
