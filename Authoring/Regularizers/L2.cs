using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>factor * sum(w²): keeps weights small.</summary>
/// <param name="Factor">The strength, 0 or more, default 0.01.</param>
[CustomObject("onnxforge/l2")]
public sealed record L2(double Factor = 0.01) : Regularizer
{
    /// <summary>The strength.</summary>
    public double Factor { get; init; } = Settings.AtLeast(0, Factor, nameof(L2), "factor");

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => weight.square().sum() * Factor;
}
