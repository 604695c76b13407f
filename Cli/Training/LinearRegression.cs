using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Least squares on features and a constant, in float64; what a model has to beat.</summary>
internal sealed class LinearRegression : IDisposable
{
    private readonly Tensor coefficients;

    private LinearRegression(Tensor coefficients) => this.coefficients = coefficients;

    /// <summary>Fits rows; of several best solutions (one-hot columns add up to the constant) the smallest.</summary>
    /// <param name="x">Features, <c>[rows, features]</c>.</param>
    /// <param name="y">Targets, <c>[rows, 1]</c>.</param>
    public static LinearRegression Fit(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var design = Design(x);
        var transposed = design.transpose(0, 1);
        // The pseudo-inverse of the small square matrix takes dependent columns; its cut-off is the usual one for float64.
        var solution = linalg.pinv(transposed.matmul(design), rcond: 1e-12, hermitian: true).matmul(transposed.matmul(y.to_type(ScalarType.Float64)));
        return new LinearRegression(solution.DetachFromDisposeScope());
    }

    /// <summary>Predictions for rows, <c>[rows]</c>, in the unit of the targets.</summary>
    public double[] Predict(Tensor x)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return Design(x).matmul(coefficients).flatten().data<double>().ToArray();
    }

    public void Dispose() => coefficients.Dispose();

    private static Tensor Design(Tensor x) => cat([x.to_type(ScalarType.Float64), ones(x.shape[0], 1, ScalarType.Float64)], 1);
}
