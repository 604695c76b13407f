using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>An image classifier by a Transformer over patches (Dosovitskiy et al., 2021), <c>[batch, channels, size, size]</c> to logits <c>[batch, classes]</c>.</summary>
public sealed class VisionTransformer : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d patches;
    private readonly Parameter classToken;
    private readonly Parameter positions;
    private readonly ModuleList<Block> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    /// <summary>A model of random weights for images of one size.</summary>
    /// <param name="size">The image's height and width, a multiple of <paramref name="patch"/>.</param>
    /// <param name="patch">The height and width of a patch.</param>
    /// <param name="channels">The number of the image's channels.</param>
    /// <param name="classes">The number of logits.</param>
    /// <param name="width">The size of embeddings, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">The number of attention heads.</param>
    /// <param name="layers">The number of blocks.</param>
    public VisionTransformer(long size = 16, long patch = 4, long channels = 3, long classes = 10, long width = 16, long heads = 4, int layers = 2) : base(nameof(VisionTransformer))
    {
        long count = size / patch * (size / patch);
        patches = nn.Conv2d(channels, width, patch, patch);
        classToken = nn.Parameter(randn(1, 1, width) * 0.02);
        positions = nn.Parameter(randn(1, count + 1, width) * 0.02);
        blocks = nn.ModuleList([.. Enumerable.Range(0, layers).Select(_ => new Block(width, heads))]);
        norm = nn.LayerNorm(width);
        head = nn.Linear(width, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        var x = patches.call(images).flatten(2).transpose(1, 2);
        x = cat([classToken.expand(x.shape[0], -1, -1), x], 1) + positions;
        foreach (var block in blocks) x = block.call(x);
        return head.call(norm.call(x)[TensorIndex.Colon, 0]);
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly LayerNorm attentionNorm;
        private readonly MultiheadAttention attention;
        private readonly LayerNorm feedForwardNorm;
        private readonly Sequential feedForward;

        public Block(long width, long heads) : base(nameof(Block))
        {
            attentionNorm = nn.LayerNorm(width);
            attention = nn.MultiheadAttention(width, heads);
            feedForwardNorm = nn.LayerNorm(width);
            feedForward = nn.Sequential(("expand", nn.Linear(width, 4 * width)), ("gelu", nn.GELU()), ("reduce", nn.Linear(4 * width, width)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var sequence = attentionNorm.call(x).transpose(0, 1); // the module takes [length, batch, width]
            var (attended, _) = attention.call(sequence, sequence, sequence, null, need_weights: false, null);
            x = x + attended.transpose(0, 1);
            return x + feedForward.call(feedForwardNorm.call(x));
        }
    }
}
