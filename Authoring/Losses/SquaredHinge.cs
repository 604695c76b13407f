using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>max(0, 1 - t · prediction)² of each element.</summary>
/// <remarks>Targets are -1 and 1; where all of a batch are 0 and 1, they are taken for -1 and 1.</remarks>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/squared-hinge")]
public sealed record SquaredHinge(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => Hinge.Missing(target, prediction).square();
}
