using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Random with mean 0 and variance scale / fan; the Glorot, He and LeCun initializers are its cases.</summary>
/// <param name="Scale">The variance for a fan of 1, above 0, default 1.</param>
/// <param name="Mode">Which connections count as the fan, default those that come in.</param>
/// <param name="Distribution">How the values are distributed, default as a truncated normal.</param>
[CustomObject("onnxforge/variance-scaling")]
public sealed record VarianceScaling(double Scale = 1, FanMode Mode = FanMode.FanIn, WeightDistribution Distribution = WeightDistribution.TruncatedNormal) : Initializer
{
    /// <summary>The variance for a fan of 1.</summary>
    public double Scale { get; init; } = Settings.Above(0, Scale, nameof(VarianceScaling), "scale");

    /// <inheritdoc/>
    public override Tensor Create(long[] shape)
    {
        var (fanIn, fanOut) = Fans.Of(shape);
        var fan = Mode switch { FanMode.FanIn => fanIn, FanMode.FanOut => fanOut, _ => (fanIn + fanOut) / 2 };
        var deviation = Math.Sqrt(Scale / fan);
        return Distribution switch
        {
            WeightDistribution.TruncatedNormal => new TruncatedNormal(0, deviation / TruncatedNormal.CutDeviation).Create(shape),
            WeightDistribution.Normal => new RandomNormal(0, deviation).Create(shape),
            _ => new RandomUniform(-Math.Sqrt(3) * deviation, Math.Sqrt(3) * deviation).Create(shape),
        };
    }
}
