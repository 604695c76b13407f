using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>factor * sum(|w|).</summary>
/// <param name="Factor">The strength, 0 or more.</param>
[CustomObject("seed/my-l1-regularizer")]
public sealed record MyL1Regularizer(double Factor) : Regularizer
{
    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => (Factor * weight.abs()).sum();
}
