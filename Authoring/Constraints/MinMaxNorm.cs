using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Scales vectors of the weight toward a range of Euclidean norms; one of norm 0 stays.</summary>
/// <param name="Minimum">The smallest norm, 0 or more, default 0.</param>
/// <param name="Maximum">The greatest norm, not below the smallest, default 1.</param>
/// <param name="Rate">How much of the way is gone at each step, from 0 to 1, the default.</param>
/// <param name="Axis">The dimension along which a vector lies; 0, the default, is the incoming weights of each unit of a kernel <c>[in, units]</c>.</param>
[CustomObject("onnxforge/min-max-norm")]
public sealed record MinMaxNorm(double Minimum = 0, double Maximum = 1, double Rate = 1, int Axis = 0) : Constraint
{
    /// <summary>The smallest norm.</summary>
    public double Minimum { get; init; } = Settings.AtLeast(0, Minimum, nameof(MinMaxNorm), "minimum");

    /// <summary>The greatest norm.</summary>
    public double Maximum { get; init; } = Settings.AtLeast(Minimum, Maximum, nameof(MinMaxNorm), "maximum");

    /// <summary>How much of the way is gone at each step.</summary>
    public double Rate { get; init; } = Settings.Between(0, 1, Rate, nameof(MinMaxNorm), "rate");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor weight)
    {
        var norm = VectorNorm.Of(weight, Axis);
        var wanted = norm.clamp(Minimum, Maximum) * Rate + norm * (1 - Rate);
        return weight * (wanted / (norm + VectorNorm.Smallest));
    }
}
