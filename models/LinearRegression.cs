using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>Ordinary least squares with intercept, solved in float64: what a trained model has to beat.</summary>
public sealed class LinearRegression : IDisposable
{
    private readonly Tensor coefficients;

    private LinearRegression(Tensor coefficients) => this.coefficients = coefficients;

    /// <summary>Solves for rows; where the features depend on each other, as one-hot features do, the solution is the one of smallest norm.</summary>
    /// <param name="x">Features, <c>[rows, features]</c>, 1 row or more.</param>
    /// <param name="y">Targets, <c>[rows, outputs]</c>.</param>
    /// <exception cref="ShapeException">The tensors are not matrices of equally many rows, or have none.</exception>
    public static LinearRegression Fit(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.dim() != 2 || y.dim() != 2 || x.shape[0] != y.shape[0] || x.shape[0] == 0)
        {
            throw new ShapeException("LinearRegression.Fit", "features [rows, features] and targets [rows, outputs], 1 row or more",
                $"features {Shape.Of(x)} and targets {Shape.Of(y)}", "Shape single features and targets with reshape(-1, 1).");
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        // Not linalg.lstsq: where features depend on each other, its solution is now and then a wrong one (seen with libtorch 2.10 on the CPU).
        return new LinearRegression(linalg.pinv(WithIntercept(x)).matmul(y.to(ScalarType.Float64).cpu()).DetachFromDisposeScope());
    }

    /// <summary>The predictions for rows.</summary>
    /// <param name="x">Features, <c>[rows, features]</c>.</param>
    /// <returns>float64 <c>[rows, outputs]</c> on the CPU, owned by the caller.</returns>
    /// <exception cref="ShapeException">The features are not those that were fitted.</exception>
    public Tensor Predict(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var features = coefficients.shape[0] - 1;
        if (x.dim() != 2 || x.shape[1] != features)
            throw new ShapeException("LinearRegression.Predict", $"features [rows, {features}]", $"features {Shape.Of(x)}", "Give the features of the fit.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return WithIntercept(x).matmul(coefficients).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the coefficients.</summary>
    public void Dispose() => coefficients.Dispose();

    private static Tensor WithIntercept(Tensor x)
    {
        var features = x.to(ScalarType.Float64).cpu();
        return cat([features, ones([features.shape[0], 1], ScalarType.Float64)], 1);
    }
}
