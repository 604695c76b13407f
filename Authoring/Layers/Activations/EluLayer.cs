using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x above 0, alpha * (exp(x) - 1) below (Clevert et al. 2015).</summary>
/// <param name="alpha">The negative limit is -alpha; 0 or more, default 1.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">alpha is negative.</exception>
[CustomObject("onnxforge/elu-layer")]
public sealed class EluLayer(double alpha = 1, string? name = null) : Layer(name)
{
    /// <summary>The negative limit is -alpha.</summary>
    public double Alpha { get; } = Settings.AtLeast(0, alpha, nameof(EluLayer), "alpha");

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.elu(input, Alpha);

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => input;
}
