using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>-log p of the class that is true, one value a sample, for targets that are class labels: int64 (or another integer type), counted from 0, <c>[batch, ...]</c> or with a last size of 1. Probabilities as in <see cref="CategoricalCrossentropy"/>.</summary>
/// <param name="FromLogits">Whether predictions are logits, any number, instead of probabilities from 0 to 1.</param>
/// <param name="IgnoreClass">A label, such as -1 or 255, whose positions do not count; null means that all do.</param>
/// <param name="Axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/sparse-categorical-crossentropy")]
public sealed record SparseCategoricalCrossentropy(bool FromLogits = false, int? IgnoreClass = null, int Axis = -1, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        var labels = ClassLabels.Of(target, prediction, Axis);
        if (IgnoreClass is { } ignored) labels = labels.masked_fill(labels.eq(ignored), 0);
        return -Probabilities.Logs(prediction, Axis, FromLogits).gather(Axis, labels.unsqueeze(Axis)).squeeze(Axis);
    }

    /// <inheritdoc/>
    protected override Tensor? Counted(Tensor target, Tensor prediction) =>
        IgnoreClass is { } ignored ? ClassLabels.Of(target, prediction, Axis).ne(ignored) : null;

    /// <summary>Refuses targets that are not one label for each set of classes, and labels that name no class. Looking at the labels waits for a device that has them.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DataException">The targets are not integers, a label names no class, or predictions are not probabilities.</exception>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        ClassAxis.Require(Name, prediction, Axis, 2);
        ClassLabels.RequireIntegers(Name, target);
        ClassLabels.RequireOneEach(Name, target, prediction, Axis);
        ClassLabels.RequireInRange(Name, target, ClassAxis.Size(prediction, Axis), IgnoreClass);
        if (!FromLogits) Probabilities.Require(Name, prediction);
    }
}
