using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The mean cosine of the angle between target and prediction: 1 for the same direction.</summary>
/// <param name="axis">The dimension of the vectors' elements, default -1.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/cosine-similarity-metric")]
public sealed class CosineSimilarityMetric(int axis = -1, string? name = null) : MeanMetric(name)
{
    /// <summary>The dimension of the vectors' elements.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => CosineSimilarity.Cosine(target, prediction, Axis);

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        ClassAxis.Require(Name, prediction, Axis, 1);
    }
}
