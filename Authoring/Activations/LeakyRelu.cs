using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x above 0, slope * x below (Maas et al. 2013).</summary>
/// <param name="NegativeSlope">The slope below 0, default 0.2.</param>
[CustomObject("onnxforge/leaky-relu")]
public sealed record LeakyRelu(double NegativeSlope = 0.2) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => nn.functional.leaky_relu(input, NegativeSlope);
}
