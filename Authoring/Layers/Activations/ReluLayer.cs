using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A rectifier: x from threshold to maxValue, maxValue above, negativeSlope * (x - threshold) below threshold.</summary>
[CustomObject("onnxforge/relu-layer")]
public sealed class ReluLayer : Layer
{
    /// <summary>A layer without weights.</summary>
    /// <param name="maxValue">The greatest value, 0 or more; null (the default) means no limit.</param>
    /// <param name="negativeSlope">The slope below the threshold, 0 or more; default 0.</param>
    /// <param name="threshold">Where the slope changes, 0 or more; default 0.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A number is negative.</exception>
    public ReluLayer(double? maxValue = null, double negativeSlope = 0, double threshold = 0, string? name = null) : base(name)
    {
        MaxValue = maxValue is { } limit ? Settings.AtLeast(0, limit, Where, "maxValue") : null;
        NegativeSlope = Settings.AtLeast(0, negativeSlope, Where, "negativeSlope");
        Threshold = Settings.AtLeast(0, threshold, Where, "threshold");
    }

    /// <summary>The greatest value, or null.</summary>
    public double? MaxValue { get; }

    /// <summary>The slope below the threshold.</summary>
    public double NegativeSlope { get; }

    /// <summary>Where the slope changes.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using Scalar threshold = Threshold, negative = -Threshold, limit = MaxValue ?? 0;
        Tensor output;
        if (Threshold == 0)
        {
            output = NegativeSlope == 0 ? nn.functional.relu(input) : nn.functional.leaky_relu(input, NegativeSlope);
        }
        else
        {
            using Scalar slope = NegativeSlope;
            output = where(input.ge(threshold), input, NegativeSlope == 0 ? zeros_like(input) : input.add(negative).mul(slope));
        }
        return MaxValue is null ? output : output.clamp_max(limit);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => input;
}
