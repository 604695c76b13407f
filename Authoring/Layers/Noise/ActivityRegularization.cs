using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Gives the input back and adds l1 * sum(|x|) + l2 * sum(x²) to the loss, per row of the batch.</summary>
/// <param name="l1">The strength of the sum of absolute values, 0 or more.</param>
/// <param name="l2">The strength of the sum of squares, 0 or more.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">A strength is negative.</exception>
[CustomObject("onnxforge/activity-regularization")]
public sealed class ActivityRegularization(double l1 = 0, double l2 = 0, string? name = null) : Layer(name)
{
    /// <summary>The strength of the sum of absolute values.</summary>
    public double L1 { get; } = Settings.AtLeast(0, l1, nameof(ActivityRegularization), "l1");

    /// <summary>The strength of the sum of squares.</summary>
    public double L2 { get; } = Settings.AtLeast(0, l2, nameof(ActivityRegularization), "l2");

    private protected override InputLayout Layout => InputLayout.Any;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        using Scalar first = L1 / input.shape[0], second = L2 / input.shape[0];
        if (L1 > 0) AddLoss(input.abs().sum().mul(first));
        if (L2 > 0) AddLoss(input.square().sum().mul(second));
        return input;
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => input;
}
