using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>Sets negative weights to 0.</summary>
[CustomObject("seed/positive-weights")]
public sealed record PositiveWeights : Constraint
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor weight) => where(weight < 0, zeros_like(weight), weight);
}
