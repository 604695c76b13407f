using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x above 0, negativeSlope * x below (Maas et al. 2013).</summary>
/// <param name="negativeSlope">The slope below 0, 0 or more; default 0.3.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">The slope is negative.</exception>
[CustomObject("onnxforge/leaky-relu-layer")]
public sealed class LeakyReluLayer(double negativeSlope = 0.3, string? name = null) : Layer(name)
{
    /// <summary>The slope below 0.</summary>
    public double NegativeSlope { get; } = Settings.AtLeast(0, negativeSlope, nameof(LeakyReluLayer), "negativeSlope");

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.leaky_relu(input, NegativeSlope);

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => input;
}
