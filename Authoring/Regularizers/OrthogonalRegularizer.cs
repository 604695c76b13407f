using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>factor * the mean of |cosine| over all pairs of rows (or columns) of a matrix: draws them to right angles.</summary>
/// <param name="Factor">The strength, 0 or more, default 0.01.</param>
/// <param name="Mode">Which vectors are paired, default the rows.</param>
[CustomObject("onnxforge/orthogonal-regularizer")]
public sealed record OrthogonalRegularizer(double Factor = 0.01, MatrixSide Mode = MatrixSide.Rows) : Regularizer
{
    /// <summary>The strength.</summary>
    public double Factor { get; init; } = Settings.AtLeast(0, Factor, nameof(OrthogonalRegularizer), "factor");

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight)
    {
        if (weight.dim() != 2)
            throw new ShapeException(nameof(OrthogonalRegularizer), "a weight of two dimensions", $"{Shape.Of(weight)}", "Use it for matrices.");
        var vectors = Mode == MatrixSide.Rows ? weight : weight.t();
        var pairs = vectors.shape[0] * (vectors.shape[0] - 1) / 2;
        // The small number keeps a vector of norm 0 from dividing by it.
        var directions = vectors / vectors.square().sum([1L], keepdim: true).clamp_min(1e-12).sqrt();
        return directions.mm(directions.t()).triu(1).abs().sum() * (Factor / Math.Max(1, pairs));
    }
}
