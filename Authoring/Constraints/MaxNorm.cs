using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Scales vectors of the weight down to a greatest Euclidean norm.</summary>
/// <param name="Limit">The greatest norm, above 0, default 2.</param>
/// <param name="Axis">The dimension along which a vector lies; 0, the default, is the incoming weights of each unit of a kernel <c>[in, units]</c>.</param>
[CustomObject("onnxforge/max-norm")]
public sealed record MaxNorm(double Limit = 2, int Axis = 0) : Constraint
{
    /// <summary>The greatest norm.</summary>
    public double Limit { get; init; } = Settings.AtLeast(0, Limit, nameof(MaxNorm), "limit");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor weight)
    {
        var norm = VectorNorm.Of(weight, Axis);
        return weight * (norm.clamp(0, Limit) / (norm + VectorNorm.Smallest));
    }
}
