using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>In training mode, sets whole channels of <c>[batch, channels, length]</c> to 0 at random and divides the others by 1 - rate (Tompson et al. 2015).</summary>
/// <param name="rate">The probability that a channel becomes 0, from 0 to below 1.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">rate is not from 0 to below 1.</exception>
[CustomObject("onnxforge/spatial-dropout1d")]
public sealed class SpatialDropout1D(double rate, string? name = null) : TrainingLayer(name)
{
    /// <summary>The probability that a channel becomes 0, from 0 to below 1.</summary>
    public double Rate { get; } = Settings.Rate(rate, nameof(SpatialDropout1D));

    private protected override InputLayout? Layout => InputLayout.Space(1);

    private protected override Tensor Train(Tensor input) => nn.functional.dropout1d(input, Rate);
}
