using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>In training mode, adds normal values of mean 0.</summary>
/// <param name="deviation">Their standard deviation, 0 or more.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">deviation is negative.</exception>
[CustomObject("onnxforge/gaussian-noise")]
public sealed class GaussianNoise(double deviation, string? name = null) : TrainingLayer(name)
{
    /// <summary>The standard deviation.</summary>
    public double Deviation { get; } = Settings.AtLeast(0, deviation, nameof(GaussianNoise), "deviation");

    private protected override Tensor Train(Tensor input)
    {
        using Scalar deviation = Deviation;
        return input + randn_like(input).mul(deviation);
    }
}
