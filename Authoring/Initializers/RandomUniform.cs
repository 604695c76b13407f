using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Uniform between two bounds.</summary>
/// <param name="Minimum">The lower bound, default -0.05.</param>
/// <param name="Maximum">The upper bound, not below the lower, default 0.05.</param>
[CustomObject("onnxforge/random-uniform")]
public sealed record RandomUniform(double Minimum = -0.05, double Maximum = 0.05) : Initializer
{
    /// <summary>The upper bound.</summary>
    public double Maximum { get; init; } = Settings.AtLeast(Minimum, Maximum, nameof(RandomUniform), "maximum");

    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => nn.init.uniform_(torch.empty(shape, ScalarType.Float32), Minimum, Maximum);
}
