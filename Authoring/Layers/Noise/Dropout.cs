using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>In training mode, sets values to 0 at random and divides the others by 1 - rate, so that the mean stays (Srivastava et al. 2014).</summary>
/// <param name="rate">The probability that a value becomes 0, from 0 to below 1.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">rate is not from 0 to below 1.</exception>
[CustomObject("onnxforge/dropout")]
public sealed class Dropout(double rate, string? name = null) : TrainingLayer(name)
{
    /// <summary>The probability that a value becomes 0, from 0 to below 1.</summary>
    public double Rate { get; } = Settings.Rate(rate, nameof(Dropout));

    private protected override Tensor Train(Tensor input) => nn.functional.dropout(input, Rate);
}
