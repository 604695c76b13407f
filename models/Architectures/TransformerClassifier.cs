using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A classifier of texts by a Transformer encoder (Vaswani et al., 2017), int64 tokens <c>[batch, length]</c> to logits <c>[batch, classes]</c>.</summary>
/// <remarks>Token 0 is padding: nothing attends to it, and the mean over the text leaves it out.</remarks>
public sealed class TransformerClassifier : nn.Module<Tensor, Tensor>
{
    private readonly Embedding tokenEmbedding;
    private readonly Embedding positionEmbedding;
    private readonly ModuleList<Block> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    /// <summary>A model of random weights.</summary>
    /// <param name="vocabulary">The number of tokens.</param>
    /// <param name="classes">The number of logits.</param>
    /// <param name="width">The size of embeddings, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">The number of attention heads.</param>
    /// <param name="layers">The number of blocks.</param>
    /// <param name="longest">The largest length that has a position embedding.</param>
    public TransformerClassifier(long vocabulary = 19, long classes = 4, long width = 16, long heads = 4, int layers = 2, long longest = 64) : base(nameof(TransformerClassifier))
    {
        tokenEmbedding = nn.Embedding(vocabulary, width);
        positionEmbedding = nn.Embedding(longest, width);
        blocks = nn.ModuleList([.. Enumerable.Range(0, layers).Select(_ => new Block(width, heads))]);
        norm = nn.LayerNorm(width);
        head = nn.Linear(width, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        var known = tokens.ne(0);
        var positions = arange(tokens.shape[1], device: tokens.device);
        var x = tokenEmbedding.call(tokens) + positionEmbedding.call(positions);
        var mask = known[TensorIndex.Colon, TensorIndex.None, TensorIndex.None, TensorIndex.Colon];
        foreach (var block in blocks) x = block.call(x, mask);
        var weights = known.unsqueeze(-1).to(x.dtype);
        return head.call((norm.call(x) * weights).sum(1) / weights.sum(1).clamp_min(1));
    }

    private sealed class Block : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly long heads;
        private readonly LayerNorm attentionNorm;
        private readonly Linear projections;
        private readonly Linear output;
        private readonly LayerNorm feedForwardNorm;
        private readonly Sequential feedForward;

        public Block(long width, long heads) : base(nameof(Block))
        {
            this.heads = heads;
            attentionNorm = nn.LayerNorm(width);
            projections = nn.Linear(width, 3 * width);
            output = nn.Linear(width, width);
            feedForwardNorm = nn.LayerNorm(width);
            feedForward = nn.Sequential(("expand", nn.Linear(width, 4 * width)), ("gelu", nn.GELU()), ("reduce", nn.Linear(4 * width, width)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x, Tensor mask)
        {
            var parts = projections.call(attentionNorm.call(x)).chunk(3, -1);
            var attended = nn.functional.scaled_dot_product_attention(Split(parts[0]), Split(parts[1]), Split(parts[2]), mask);
            x = x + output.call(attended.transpose(1, 2).flatten(2));
            return x + feedForward.call(feedForwardNorm.call(x));
        }

        // [batch, length, width] to [batch, heads, length, width / heads]
        private Tensor Split(Tensor x) => x.unflatten(2, heads, x.shape[2] / heads).transpose(1, 2);
    }
}
