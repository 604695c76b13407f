using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>factor * sum(|w|): draws weights to exactly 0.</summary>
/// <param name="Factor">The strength, 0 or more, default 0.01.</param>
[CustomObject("onnxforge/l1")]
public sealed record L1(double Factor = 0.01) : Regularizer
{
    /// <summary>The strength.</summary>
    public double Factor { get; init; } = Settings.AtLeast(0, Factor, nameof(L1), "factor");

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => weight.abs().sum() * Factor;
}
