using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>(prediction - target)² of each element.</summary>
[Alias("mse")]
[CustomObject("onnxforge/mean-squared-error")]
public sealed record MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => (prediction - target).square();
}
