using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>(prediction - target)² of each element.</summary>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[Alias("mse")]
[CustomObject("onnxforge/mean-squared-error")]
public sealed record MeanSquaredError(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => (prediction - target).square();
}
