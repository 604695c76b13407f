using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Sets negative values to 0.</summary>
[Alias("non_neg")]
[CustomObject("onnxforge/non-negative")]
public sealed record NonNegative : Constraint
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor weight) => weight.clamp_min(0);
}
