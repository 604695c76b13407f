using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Normally distributed.</summary>
/// <param name="Mean">The mean, default 0.</param>
/// <param name="Deviation">The standard deviation, 0 or more, default 0.05.</param>
[CustomObject("onnxforge/random-normal")]
public sealed record RandomNormal(double Mean = 0, double Deviation = 0.05) : Initializer
{
    /// <summary>The standard deviation.</summary>
    public double Deviation { get; init; } = Settings.AtLeast(0, Deviation, nameof(RandomNormal), "deviation");

    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => nn.init.normal_(torch.empty(shape, ScalarType.Float32), Mean, Deviation);
}
