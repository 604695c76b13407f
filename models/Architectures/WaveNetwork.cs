using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>Dilated causal convolutions with gates, residuals and skips (WaveNet, van den Oord et al., 2016), <c>[batch, channels, length]</c> to <c>[batch, outputs, length]</c>.</summary>
/// <remarks>A result depends on its own and earlier steps alone.</remarks>
public sealed class WaveNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Conv1d input;
    private readonly ModuleList<Block> blocks;
    private readonly Sequential head;

    /// <summary>A network of random weights.</summary>
    /// <param name="channels">The number of channels of the signal.</param>
    /// <param name="width">The number of channels of residuals and skips.</param>
    /// <param name="outputs">The number of results of each step.</param>
    /// <param name="layers">The number of blocks; block i, from 0, reaches 2^i steps back.</param>
    public WaveNetwork(long channels = 1, long width = 8, long outputs = 6, int layers = 4) : base(nameof(WaveNetwork))
    {
        input = nn.Conv1d(channels, width, 1);
        blocks = nn.ModuleList([.. Enumerable.Range(0, layers).Select(i => new Block(width, 1L << i, last: i == layers - 1))]);
        head = nn.Sequential(
            ("relu1", nn.ReLU()),
            ("convolution1", nn.Conv1d(width, width, 1)),
            ("relu2", nn.ReLU()),
            ("convolution2", nn.Conv1d(width, outputs, 1)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor signal)
    {
        var x = input.call(signal);
        var skips = zeros_like(x);
        foreach (var block in blocks)
        {
            (x, var skip) = block.call(x);
            skips += skip;
        }
        return head.call(skips);
    }

    private sealed class Block : nn.Module<Tensor, (Tensor, Tensor)>
    {
        private const long Kernel = 2;

        private readonly long dilation;
        private readonly Conv1d dilated;
        private readonly Conv1d? residual;
        private readonly Conv1d skip;

        public Block(long width, long dilation, bool last) : base(nameof(Block))
        {
            this.dilation = dilation;
            dilated = nn.Conv1d(width, 2 * width, Kernel, dilation: dilation);
            if (!last) residual = nn.Conv1d(width, width, 1); // only skips leave the last block
            skip = nn.Conv1d(width, width, 1);
            RegisterComponents();
        }

        public override (Tensor, Tensor) forward(Tensor x)
        {
            var past = nn.functional.pad(x, [(Kernel - 1) * dilation, 0]);
            var parts = dilated.call(past).chunk(2, 1);
            var gated = parts[0].tanh() * parts[1].sigmoid();
            return (residual is null ? x : x + residual.call(gated), skip.call(gated));
        }
    }
}
