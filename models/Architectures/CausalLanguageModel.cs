using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A GPT-style decoder (Radford et al., 2019) with rotary position embedding (Su et al., 2021), int64 tokens <c>[batch, length]</c> to next-token logits <c>[batch, length, vocabulary]</c>.</summary>
public sealed class CausalLanguageModel : nn.Module<Tensor, Tensor>
{
    private const double RotaryBase = 10_000;

    private readonly Embedding embedding;
    private readonly ModuleList<Block> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;
    private readonly Tensor frequencies;

    /// <summary>A model of random weights, of any length.</summary>
    /// <param name="vocabulary">The number of tokens.</param>
    /// <param name="width">The size of embeddings, an even multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">The number of attention heads.</param>
    /// <param name="layers">The number of blocks.</param>
    public CausalLanguageModel(long vocabulary = 23, long width = 16, long heads = 2, int layers = 2) : base(nameof(CausalLanguageModel))
    {
        long headWidth = width / heads;
        embedding = nn.Embedding(vocabulary, width);
        blocks = nn.ModuleList([.. Enumerable.Range(0, layers).Select(_ => new Block(width, heads))]);
        norm = nn.LayerNorm(width);
        head = nn.Linear(width, vocabulary, hasBias: false);
        frequencies = pow(RotaryBase, arange(0, headWidth, 2, float32) / -headWidth);
        register_buffer("frequencies", frequencies, persistent: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        var angles = outer(arange(tokens.shape[1], frequencies.dtype, tokens.device), frequencies);
        angles = cat([angles, angles], -1);
        var (cosine, sine) = (angles.cos(), angles.sin());
        var x = embedding.call(tokens);
        foreach (var block in blocks) x = block.call(x, cosine, sine);
        return head.call(norm.call(x));
    }

    private sealed class Block : nn.Module<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly long heads;
        private readonly LayerNorm attentionNorm;
        private readonly Linear query;
        private readonly Linear key;
        private readonly Linear value;
        private readonly Linear output;
        private readonly LayerNorm feedForwardNorm;
        private readonly Linear expand;
        private readonly Linear gate;
        private readonly Linear reduce;

        public Block(long width, long heads) : base(nameof(Block))
        {
            this.heads = heads;
            attentionNorm = nn.LayerNorm(width);
            query = nn.Linear(width, width, hasBias: false);
            key = nn.Linear(width, width, hasBias: false);
            value = nn.Linear(width, width, hasBias: false);
            output = nn.Linear(width, width, hasBias: false);
            feedForwardNorm = nn.LayerNorm(width);
            expand = nn.Linear(width, 2 * width, hasBias: false);
            gate = nn.Linear(width, 2 * width, hasBias: false);
            reduce = nn.Linear(2 * width, width, hasBias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x, Tensor cosine, Tensor sine)
        {
            var normed = attentionNorm.call(x);
            var q = Rotate(Split(query.call(normed)), cosine, sine);
            var k = Rotate(Split(key.call(normed)), cosine, sine);
            var attended = nn.functional.scaled_dot_product_attention(q, k, Split(value.call(normed)), is_casual: true);
            x = x + output.call(attended.transpose(1, 2).contiguous().view(x.shape));
            normed = feedForwardNorm.call(x);
            return x + reduce.call(nn.functional.silu(gate.call(normed)) * expand.call(normed));
        }

        // [batch, length, width] to [batch, heads, length, width / heads]
        private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2);

        // feature i and feature i + half are the two coordinates of one rotation
        private static Tensor Rotate(Tensor x, Tensor cosine, Tensor sine)
        {
            var halves = x.chunk(2, -1);
            return x * cosine + cat([-halves[1], halves[0]], -1) * sine;
        }
    }
}
