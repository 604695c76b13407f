using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The share of samples whose largest score is at the class that the target names; of equal scores, the first counts.</summary>
/// <remarks>Targets are class labels counted from 0, <c>[batch, ...]</c> or with a last size of 1.</remarks>
/// <param name="ignoreClass">A label, such as -1 or 255, whose positions do not count; null means that all do.</param>
/// <param name="axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/sparse-categorical-accuracy")]
public sealed class SparseCategoricalAccuracy(int? ignoreClass = null, int axis = -1, string? name = null) : MeanMetric(name)
{
    /// <summary>The label whose positions do not count.</summary>
    public int? IgnoreClass { get; } = ignoreClass;

    /// <summary>The dimension of the classes.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => prediction.argmax(Axis).eq(ClassLabels.Of(target, prediction, Axis));

    /// <inheritdoc/>
    protected override Tensor? Counted(Tensor target, Tensor prediction) => IgnoreClass is { } ignored ? ClassLabels.Of(target, prediction, Axis).ne(ignored) : null;

    /// <inheritdoc/>
    /// <exception cref="DataException">A label names no class.</exception>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        ClassAxis.Require(Name, prediction, Axis, 2);
        ClassLabels.RequireOneEach(Name, target, prediction, Axis);
        ClassLabels.RequireInRange(Name, target, ClassAxis.Size(prediction, Axis), IgnoreClass);
    }
}
