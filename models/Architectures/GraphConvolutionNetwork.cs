using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>Two graph convolutions with symmetric normalization (Kipf and Welling, 2017), signals on one graph <c>[batch, nodes, features]</c> to <c>[batch, nodes, outputs]</c>.</summary>
/// <remarks>The edges are two int64 lists <c>[edges]</c> of node positions; a message goes from the source to the target. Every node also gets a loop.</remarks>
public sealed class GraphConvolutionNetwork : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Convolution convolution1;
    private readonly Convolution convolution2;

    /// <summary>A network of random weights.</summary>
    /// <param name="features">The number of features of each node.</param>
    /// <param name="hidden">The number of features between the convolutions.</param>
    /// <param name="outputs">The number of results of each node.</param>
    public GraphConvolutionNetwork(long features = 4, long hidden = 8, long outputs = 3) : base(nameof(GraphConvolutionNetwork))
    {
        convolution1 = new Convolution(features, hidden);
        convolution2 = new Convolution(hidden, outputs);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor nodes, Tensor sources, Tensor targets)
    {
        var degree = ones(nodes.shape[1], nodes.dtype, nodes.device).index_add_(0, targets, ones_like(targets, nodes.dtype), 1);
        var scale = degree.rsqrt();
        var x = nn.functional.relu(convolution1.call(nodes, sources, targets, scale));
        return convolution2.call(x, sources, targets, scale);
    }

    private sealed class Convolution : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor>
    {
        private readonly Linear linear;

        public Convolution(long features, long outputs) : base(nameof(Convolution))
        {
            linear = nn.Linear(features, outputs);
            RegisterComponents();
        }

        public override Tensor forward(Tensor nodes, Tensor sources, Tensor targets, Tensor scale)
        {
            var scaled = nodes * scale.unsqueeze(-1);
            var gathered = scaled.index_add(1, targets, scaled.index_select(1, sources), 1);
            return linear.call(gathered * scale.unsqueeze(-1));
        }
    }
}
