using TorchSharp.Modules;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    private const string Attend = "torch.scaled_dot_product_attention";

    private static Tensor[] Heads => [Normal(4, 2, 5, 8), Normal(4, 2, 6, 8), Uniform(4, 2, 6, 8)];

    public static readonly IReadOnlyList<OperatorCase> Attention =
    [
        Script("attention", $"{Attend}(x, y, z)", Heads),
        Script("attention causal", $"{Attend}(x, x * 2, x + 1, None, 0.0, True)", [Normal(4, 2, 5, 8)]),
        Script("attention causal over dynamic lengths", $"{Attend}(x, x * 2, x + 1, None, 0.0, True)", [Normal(4, 2, 5, 8)]).WithDynamic([(0, "batch"), (2, "length")]),
        Script("attention with a scale", $"{Attend}(x, y, z, None, 0.0, False, scale=0.3)", Heads),
        Script("attention with added scores", $"{Attend}(x, y, z, a)", Heads, Normal(5, 6)),
        Script("attention with a mask", $"{Attend}(x, y, z, w)", [.. Heads, Flags(4, 1, 5, 6)]),
        Script("attention with a row that sees nothing", $"{Attend}(x, y, z, a)", Heads, tensor(new[] { true, false, true, true, false }).unsqueeze(1).expand(5, 6)),
        Script("attention of grouped queries", $"{Attend}(x, y, z, None, 0.0, False, enable_gqa=True)", [Normal(4, 6, 5, 8), Normal(4, 2, 7, 8), Uniform(4, 2, 7, 8)]),
        Script("attention of three dimensions", $"{Attend}(x, y, z)", [Normal(4, 5, 8), Normal(4, 6, 8), Uniform(4, 6, 8)]),
        Of("functional attention", x => nn.functional.scaled_dot_product_attention(x, x, x, is_casual: true), Normal(4, 2, 5, 8)),
        MultiHead("MultiheadAttention", need_weights: false),
        MultiHead("MultiheadAttention with weights", need_weights: true),
        Encoder("TransformerEncoderLayer", nn.TransformerEncoderLayer(8, 2, 16)),
        Encoder("TransformerEncoderLayer gelu", nn.TransformerEncoderLayer(8, 2, 16, activation: nn.Activations.GELU)),
        EncoderStack(),
        Decoder(),
        new("_transformer_encoder_layer_fwd", EncoderKernel(gelu: false, normFirst: false), [Normal(4, 5, 8)]),
        new("_transformer_encoder_layer_fwd gelu, norm first", EncoderKernel(gelu: true, normFirst: true), [Normal(4, 5, 8)]),
        NativeMultiHead(),
    ];

    private static OperatorCase MultiHead(string name, bool need_weights)
    {
        var module = nn.MultiheadAttention(8, 2);
        Settle(module);
        return new OperatorCase(name, x =>
        {
            var (output, weights) = module.call(x[0], x[1], x[1], null, need_weights, null);
            return need_weights ? [output, weights] : [output];
        }, [Normal(5, 4, 8), Normal(6, 4, 8)]).WithDynamic([(1, "batch")], [(1, "batch")]);
    }

    private static OperatorCase Encoder(string name, TransformerEncoderLayer layer)
    {
        Settle(layer);
        return Of(name, x => layer.call(x, null, null), Normal(5, 4, 8)).WithDynamic([(1, "batch")]);
    }

    private static OperatorCase EncoderStack()
    {
        var encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2);
        Settle(encoder);
        using var hidden = triu(ones(5, 5), 1).to(ScalarType.Bool);
        var mask = zeros(5, 5).masked_fill(hidden, float.NegativeInfinity);
        return Of("TransformerEncoder with a causal mask", x => encoder.call(x, mask, null), Normal(5, 4, 8)).WithDynamic([(1, "batch")]);
    }

    private static OperatorCase Decoder()
    {
        var layer = nn.TransformerDecoderLayer(8, 2, 16);
        Settle(layer);
        return new OperatorCase("TransformerDecoderLayer", x => [layer.call(x[0], x[1], null, null, null, null)], [Normal(5, 4, 8), Normal(6, 4, 8)]).WithDynamic([(1, "batch")], [(1, "batch")]);
    }

    private static Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> EncoderKernel(bool gelu, bool normFirst)
    {
        Tensor[] weights = [Normal(24, 8), Normal(24), Normal(8, 8), Normal(8), Uniform(8), Normal(8), Uniform(8) + 0.5, Normal(8) * 0.5, Normal(16, 8), Normal(16), Normal(8, 16), Uniform(8)];
        var unit = jit.compile($"""
            def run(x, a, b, c, d, e, f, g, h, i, j, k, l):
              return torch._transformer_encoder_layer_fwd(x, 8, 2, a, b, c, d, {(gelu ? "True" : "False")}, {(normFirst ? "True" : "False")}, 1e-5, e, f, g, h, i, j, k, l, None, None)

            """);
        return x => [unit.invoke<Tensor>("run", [x[0], .. weights])];
    }

    private static OperatorCase NativeMultiHead()
    {
        Tensor[] weights = [Normal(24, 8), Normal(24), Normal(8, 8), Normal(8)];
        var unit = jit.compile("""
            def run(x, a, b, c, d):
              p, q = torch._native_multi_head_attention(x, x, x, 8, 2, a, b, c, d, None, True, True, None)
              return [p, q]

            """);
        return new OperatorCase("_native_multi_head_attention", x => unit.invoke<Tensor[]>("run", [x[0], .. weights]), [Normal(4, 5, 8)]);
    }
}
