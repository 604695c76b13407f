namespace OnnxForge.Cli;

/// <summary>True values and their predictions, row by row, in the target's unit.</summary>
internal sealed record Predictions(double[] Targets, double[] Values)
{
    /// <summary>The square root of the mean squared error.</summary>
    public double RootMeanSquaredError => Math.Sqrt(Errors.Average(error => error * error));

    /// <summary>The mean absolute error.</summary>
    public double MeanAbsoluteError => Errors.Average(Math.Abs);

    private IEnumerable<double> Errors => Targets.Zip(Values, (target, value) => value - target);
}
