using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Minus the cosine of the angle between target and prediction, one value a sample: -1 for the same direction, 1 for the opposite one, 0 where a vector is 0.</summary>
/// <param name="Axis">The dimension of the vectors' elements, default -1.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/cosine-similarity")]
public sealed record CosineSimilarity(int Axis = -1, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => -Cosine(target, prediction, Axis);

    /// <summary>The cosine of the angle.</summary>
    internal static Tensor Cosine(Tensor target, Tensor prediction, int axis) => (Unit(target, axis) * Unit(prediction, axis)).sum(axis);

    private static Tensor Unit(Tensor vector, int axis) => vector * vector.square().sum(axis, keepdim: true).clamp(min: 1e-12).rsqrt();

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        ClassAxis.Require(Name, prediction, Axis, 1);
    }
}
