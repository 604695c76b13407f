using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Dropout that keeps mean and variance of values behind <see cref="Selu"/> (Klambauer et al. 2017).</summary>
/// <param name="rate">The probability that a value is dropped, from 0 to below 1.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">rate is not from 0 to below 1.</exception>
[CustomObject("onnxforge/alpha-dropout")]
public sealed class AlphaDropout(double rate, string? name = null) : TrainingLayer(name)
{
    /// <summary>The probability that a value is dropped, from 0 to below 1.</summary>
    public double Rate { get; } = Settings.Rate(rate, nameof(AlphaDropout));

    private protected override Tensor Train(Tensor input) => nn.functional.alpha_dropout(input, Rate, training: true);
}
