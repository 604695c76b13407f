using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>log(cosh(prediction - target)) of each element: half the square of small errors, and the size of large ones less log 2.</summary>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/log-cosh")]
public sealed record LogCosh(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        // cosh itself overflows: cosh e = exp(|e|) (1 + exp(-2|e|)) / 2
        var size = (prediction - target).abs();
        return size + (-2 * size).exp().log1p() - Math.Log(2);
    }
}
