using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x between two limits, else the nearer of the two.</summary>
/// <param name="Minimum">The lower limit, default -1.</param>
/// <param name="Maximum">The upper limit, not below the lower, default 1.</param>
[CustomObject("onnxforge/hard-tanh")]
public sealed record HardTanh(double Minimum = -1, double Maximum = 1) : Activation
{
    /// <summary>The upper limit.</summary>
    public double Maximum { get; init; } = Settings.AtLeast(Minimum, Maximum, nameof(HardTanh), "maximum");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => input.clamp(Minimum, Maximum);
}
