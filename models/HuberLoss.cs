using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>Half the squared error where it is small, and a line where it is not, so that outliers pull less (Huber 1964).</summary>
/// <param name="Threshold">Where the line begins, above 0, in the target's unit, default 1.</param>
[CustomObject("seed/huber-loss")]
public sealed record HuberLoss(double Threshold = 1.0) : Loss
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        var error = prediction - target;
        var size = error.abs();
        return where(size < Threshold, error.square() / 2, Threshold * size - Threshold * Threshold / 2);
    }
}
