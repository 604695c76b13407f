using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>prediction - t · log(prediction) of each element, 1e-7 added within the logarithm: for counts t and expected counts, both 0 or more.</summary>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/poisson")]
public sealed record Poisson(Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    private const double Smallest = 1e-7;

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => prediction - target * (prediction + Smallest).log();
}
