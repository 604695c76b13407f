using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The share of samples where fewer than <paramref name="k"/> scores are above that of the class of the one-hot target.</summary>
/// <param name="k">How many of the largest scores count, 1 or more, default 5.</param>
/// <param name="axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/top-k-categorical-accuracy")]
public sealed class TopKCategoricalAccuracy(int k = 5, int axis = -1, string? name = null) : MeanMetric(name)
{
    /// <summary>How many of the largest scores count.</summary>
    public int K { get; } = Settings.AtLeast(1, k, nameof(TopKCategoricalAccuracy), "k");

    /// <summary>The dimension of the classes.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => Hits(target.argmax(Axis), prediction, K, Axis);

    /// <summary>Whether fewer than k scores are above the label's, which is finite.</summary>
    internal static Tensor Hits(Tensor labels, Tensor scores, int k, int axis)
    {
        var own = scores.gather(axis, labels.unsqueeze(axis));
        return scores.gt(own).to(ScalarType.Int64).sum(axis).lt(k).logical_and(own.isfinite().squeeze(axis));
    }

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        ClassAxis.Require(Name, prediction, Axis, 2);
    }
}
