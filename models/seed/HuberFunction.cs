using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 6: a loss as a formula, with and without a parameter.</summary>
public static class HuberFunction
{
    /// <summary>Half the squared error below 1, a line above.</summary>
    public static Tensor HuberFn(Tensor yTrue, Tensor yPred)
    {
        var error = yTrue - yPred;
        var isSmallError = error.abs() < 1;
        var squaredLoss = error.square() / 2;
        var linearLoss = error.abs() - 0.5;
        return where(isSmallError, squaredLoss, linearLoss);
    }

    /// <summary>The formula with a threshold.</summary>
    public static Func<Tensor, Tensor, Tensor> CreateHuber(double threshold = 1.0) => (yTrue, yPred) => new HuberLoss(threshold).Compute(yTrue, yPred);

    /// <summary>Prints the loss at a few errors, and for a threshold of 2.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        var z = linspace(-4, 4, 5);
        output.WriteLine(TensorText.Of(HuberFn(zeros_like(z), z)));
        output.WriteLine(TensorText.Of(CreateHuber(2)(zeros_like(z), z)));
    }
}
