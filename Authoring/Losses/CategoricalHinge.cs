using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>max(0, 1 + largest wrong score - right score), one value a sample, for one-hot targets.</summary>
/// <remarks>The largest wrong score is taken among 0 and the scores of the classes that are not true, as (1 - target) · prediction is 0 at the one that is.</remarks>
/// <param name="Axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/categorical-hinge")]
public sealed record CategoricalHinge(int Axis = -1, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) =>
        (1 + ((1 - target) * prediction).amax([Axis]) - (target * prediction).sum(Axis)).relu();

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        ClassAxis.Require(Name, prediction, Axis, 2);
    }
}
