using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>0 between -threshold and threshold, else x brought nearer to 0 by the threshold.</summary>
/// <param name="Threshold">How far x is brought, 0 or more, default 0.5.</param>
[CustomObject("onnxforge/soft-shrink")]
public sealed record SoftShrink(double Threshold = 0.5) : Activation
{
    /// <summary>Where 0 ends.</summary>
    public double Threshold { get; init; } = Settings.AtLeast(0, Threshold, nameof(SoftShrink), "threshold");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.softshrink(input, Threshold);
}
