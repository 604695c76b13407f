using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Scales vectors of the weight to the Euclidean norm 1; one of norm 0 stays.</summary>
/// <param name="Axis">The dimension along which a vector lies; 0, the default, is the incoming weights of each unit of a kernel <c>[in, units]</c>.</param>
[CustomObject("onnxforge/unit-norm")]
public sealed record UnitNorm(int Axis = 0) : Constraint
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor weight) => weight / (VectorNorm.Of(weight, Axis) + VectorNorm.Smallest);
}
