using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Gaussian error linear unit: x times the probability that a standard normal value lies below x (Hendrycks and Gimpel 2016).</summary>
/// <param name="Approximate">Whether that probability is taken from tanh(sqrt(2 / pi) * (x + 0.044715 * x³)), which is faster and differs by up to 0.0005; default no.</param>
[CustomObject("onnxforge/gelu")]
public sealed record Gelu(bool Approximate = false) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.gelu(input, Approximate ? TorchSharp.Modules.GELU.Approximate.tanh : TorchSharp.Modules.GELU.Approximate.none);
}
