using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>(log(1 + prediction) - log(1 + target))² of each element; values below 1e-7 count as 1e-7.</summary>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[Alias("msle")]
[CustomObject("onnxforge/mean-squared-logarithmic-error")]
public sealed record MeanSquaredLogarithmicError(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    private const double Smallest = 1e-7;

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => (prediction.clamp(min: Smallest).log1p() - target.clamp(min: Smallest).log1p()).square();
}
