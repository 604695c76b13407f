using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>0 between -threshold and threshold, else x.</summary>
/// <param name="Threshold">Where 0 ends, 0 or more, default 0.5.</param>
[CustomObject("onnxforge/hard-shrink")]
public sealed record HardShrink(double Threshold = 0.5) : Activation
{
    /// <summary>Where 0 ends.</summary>
    public double Threshold { get; init; } = Settings.AtLeast(0, Threshold, nameof(HardShrink), "threshold");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.hardshrink(input, Threshold);
}
