using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>|prediction - target| of each element.</summary>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[Alias("mae")]
[CustomObject("onnxforge/mean-absolute-error")]
public sealed record MeanAbsoluteError(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => (prediction - target).abs();
}
