using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>l1 * sum(|w|) + l2 * sum(w²): few weights, and small ones.</summary>
/// <param name="L1">The strength of the first, 0 or more, default 0.01.</param>
/// <param name="L2">The strength of the second, 0 or more, default 0.01.</param>
[Alias("l1l2")]
[CustomObject("onnxforge/l1-l2")]
public sealed record L1L2(double L1 = 0.01, double L2 = 0.01) : Regularizer
{
    /// <summary>The strength of the first.</summary>
    public double L1 { get; init; } = Settings.AtLeast(0, L1, nameof(L1L2), "l1");

    /// <summary>The strength of the second.</summary>
    public double L2 { get; init; } = Settings.AtLeast(0, L2, nameof(L1L2), "l2");

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => weight.abs().sum() * L1 + weight.square().sum() * L2;
}
