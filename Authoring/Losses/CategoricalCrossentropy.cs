using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>-Σ t log p over the classes, one value a sample, for targets t that are one-hot or probabilities; without logits, p is made to sum to 1 and kept 1e-7 away from 0 and 1.</summary>
/// <param name="FromLogits">Whether predictions are logits, any number, instead of probabilities from 0 to 1.</param>
/// <param name="LabelSmoothing">From 0, the default, to 1: how far targets are drawn towards 1 / classes.</param>
/// <param name="Axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/categorical-crossentropy")]
public sealed record CategoricalCrossentropy(bool FromLogits = false, double LabelSmoothing = 0, int Axis = -1, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <summary>How far targets are drawn towards 1 / classes.</summary>
    public double LabelSmoothing { get; init; } = Settings.Between(0, 1, LabelSmoothing, nameof(CategoricalCrossentropy), "labelSmoothing");

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) =>
        -(Probabilities.Smooth(target, LabelSmoothing, ClassAxis.Size(prediction, Axis)) * Probabilities.Logs(prediction, Axis, FromLogits)).sum(Axis);

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        ClassAxis.Require(Name, prediction, Axis, 2);
        if (!FromLogits) Probabilities.Require(Name, prediction);
    }
}
