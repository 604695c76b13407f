using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Gives a new weight its first values.</summary>
public abstract record Initializer
{
    /// <summary>A new float32 CPU tensor of this shape, not requiring a gradient, owned by the caller; random ones use TorchSharp's global
    /// generator, so <c>torch.manual_seed</c> decides.</summary>
    /// <param name="shape">The weight's shape, all sizes known; a kernel is <c>[in, out]</c> or <c>[..., in, out]</c>.</param>
    public abstract Tensor Create(long[] shape);
}
