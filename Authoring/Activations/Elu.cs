using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Exponential linear unit: x above 0, alpha * (exp(x) - 1) below (Clevert et al. 2015).</summary>
/// <param name="Alpha">The negative limit is -alpha; 0 or more, default 1.</param>
[CustomObject("onnxforge/elu")]
public sealed record Elu(double Alpha = 1.0) : Activation
{
    /// <summary>The negative limit is -alpha.</summary>
    public double Alpha { get; init; } = Settings.AtLeast(0, Alpha, nameof(Elu), "alpha");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.elu(input, Alpha);
}
