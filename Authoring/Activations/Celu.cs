using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Continuously differentiable exponential unit: x above 0, alpha * (exp(x / alpha) - 1) below (Barron 2017).</summary>
/// <param name="Alpha">The negative limit is -alpha; above 0, default 1.</param>
[CustomObject("onnxforge/celu")]
public sealed record Celu(double Alpha = 1.0) : Activation
{
    /// <summary>The negative limit is -alpha.</summary>
    public double Alpha { get; init; } = Settings.Above(0, Alpha, nameof(Celu), "alpha");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.celu(input, Alpha);
}
