namespace OnnxForge.Cli;

/// <summary>How well one part of the table is predicted.</summary>
/// <param name="Name"><c>training</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Compiled">The loss and metrics the model was compiled with, on the scaled target.</param>
/// <param name="RootMeanSquaredError">In the target's unit.</param>
/// <param name="MeanAbsoluteError">In the target's unit.</param>
/// <param name="LinearRootMeanSquaredError">A linear regression's, fitted to the training rows on the same features; in the target's unit.</param>
/// <param name="LinearMeanAbsoluteError">Likewise.</param>
internal sealed record PartMetrics(
    string Name, int Rows, IReadOnlyDictionary<string, double> Compiled, double RootMeanSquaredError, double MeanAbsoluteError,
    double LinearRootMeanSquaredError, double LinearMeanAbsoluteError)
{
    public const string TrainingName = "training";
    public const string ValidationName = "validation";
    public const string TestName = "test";
}
