using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 12: a layer without weights, from a function.</summary>
public static class LambdaLayer
{
    /// <summary>exp(x).</summary>
    [CustomObject("seed/exponential-layer")]
    public sealed class ExponentialLayer() : Layer("exponential")
    {
        /// <inheritdoc/>
        public override Tensor forward(Tensor input) => input.exp();
    }

    /// <summary>Prints the exponential of -1, 0 and 1.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        var exponentialLayer = new ExponentialLayer();
        output.WriteLine(TensorText.Of(exponentialLayer.call(tensor(new[] { -1f, 0f, 1f }))));
    }
}
