using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>100 · |prediction - target| / |target| of each element, in percent; a target nearer to 0 than 1e-7 counts as 1e-7.</summary>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[Alias("mape")]
[CustomObject("onnxforge/mean-absolute-percentage-error")]
public sealed record MeanAbsolutePercentageError(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    private const double Smallest = 1e-7;

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => 100 * (prediction - target).abs() / target.abs().clamp(min: Smallest);
}
