using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>|prediction - target| of each element.</summary>
[Alias("mae")]
[CustomObject("onnxforge/mean-absolute-error")]
public sealed record MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => (prediction - target).abs();
}
