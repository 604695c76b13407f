using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The share of samples whose largest score is at the class of the one-hot target; of equal scores, the first counts.</summary>
/// <param name="axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/categorical-accuracy")]
public sealed class CategoricalAccuracy(int axis = -1, string? name = null) : MeanMetric(name)
{
    /// <summary>The dimension of the classes.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => prediction.argmax(Axis).eq(target.argmax(Axis));

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        ClassAxis.Require(Name, prediction, Axis, 2);
    }
}
