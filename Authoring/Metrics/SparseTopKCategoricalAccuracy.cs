using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The share of samples where fewer than <paramref name="k"/> scores are above that of the class that the target names.</summary>
/// <remarks>Targets are class labels counted from 0, <c>[batch, ...]</c> or with a last size of 1.</remarks>
/// <param name="k">How many of the largest scores count, 1 or more, default 5.</param>
/// <param name="ignoreClass">A label, such as -1 or 255, whose positions do not count; null means that all do.</param>
/// <param name="axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/sparse-top-k-categorical-accuracy")]
public sealed class SparseTopKCategoricalAccuracy(int k = 5, int? ignoreClass = null, int axis = -1, string? name = null) : MeanMetric(name)
{
    /// <summary>How many of the largest scores count.</summary>
    public int K { get; } = Settings.AtLeast(1, k, nameof(SparseTopKCategoricalAccuracy), "k");

    /// <summary>The label whose positions do not count.</summary>
    public int? IgnoreClass { get; } = ignoreClass;

    /// <summary>The dimension of the classes.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction)
    {
        var labels = ClassLabels.Of(target, prediction, Axis);
        if (IgnoreClass is { } ignored) labels = labels.masked_fill(labels.eq(ignored), 0);
        return TopKCategoricalAccuracy.Hits(labels, prediction, K, Axis);
    }

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
