using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Another initializer with a seed of its own: the same values every time, whatever random numbers were drawn before; those drawn after go on as if nothing was.</summary>
/// <param name="Initializer">What gives the values.</param>
/// <param name="Seed">The seed.</param>
[CustomObject("onnxforge/seeded")]
public sealed record Seeded(Initializer Initializer, long Seed) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape)
    {
        using var state = new RandomState();
        torch.manual_seed(Seed);
        return Initializer.Create(shape);
    }
}
