using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>In training mode, multiplies each value by a normal one of mean 1 and deviation sqrt(rate / (1 - rate)) (Srivastava et al. 2014).</summary>
/// <param name="rate">The rate of the dropout that has this deviation, from 0 to below 1.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">rate is not from 0 to below 1.</exception>
[CustomObject("onnxforge/gaussian-dropout")]
public sealed class GaussianDropout(double rate, string? name = null) : TrainingLayer(name)
{
    /// <summary>The rate of the dropout that has this deviation, from 0 to below 1.</summary>
    public double Rate { get; } = Settings.Rate(rate, nameof(GaussianDropout));

    private protected override Tensor Train(Tensor input)
    {
        using Scalar deviation = Math.Sqrt(Rate / (1 - Rate)), one = 1;
        return input * randn_like(input).mul(deviation).add(one);
    }
}
