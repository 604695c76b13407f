using OnnxForge.Authoring;
using OnnxForge.Models;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Measures a trained model and a linear regression on the parts of the table.</summary>
internal static class Evaluation
{
    private const int EvaluationBatch = 1024;

    /// <summary>Metrics of training, validation and test rows, and the test rows' predictions.</summary>
    public static (IReadOnlyList<PartMetrics> Parts, Predictions Test) Measure(TabularModel model, TabularSplit split)
    {
        using var training = new EncodedPart(PartMetrics.TrainingName, split.Training, model);
        using var validation = new EncodedPart(PartMetrics.ValidationName, split.Validation, model);
        using var test = new EncodedPart(PartMetrics.TestName, split.Test, model);
        using var linear = LinearRegression.Fit(training.X, training.Y);
        List<PartMetrics> parts = [.. ((EncodedPart[])[training, validation, test]).Select(part => Measure(model, linear, part))];
        return (parts, Predict(model, test));
    }

    private static PartMetrics Measure(TabularModel model, LinearRegression linear, EncodedPart part)
    {
        var predictions = Predict(model, part);
        using var scaled = linear.Predict(part.X);
        var target = model.Schema.Target;
        var regression = new Predictions(part.Targets, [.. scaled.flatten().data<double>().Select(value => value * target.Deviation + target.Mean)]);
        var compiled = ((Model)model.Core).Evaluate(part.X, part.Y, EvaluationBatch);
        return new PartMetrics(part.Name, part.Rows.Rows, compiled, predictions.RootMeanSquaredError, predictions.MeanAbsoluteError,
            regression.RootMeanSquaredError, regression.MeanAbsoluteError);
    }

    private static Predictions Predict(TabularModel model, EncodedPart part)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        model.eval();
        var values = model.call(model.Schema.Inputs(part.Rows)).flatten().to_type(ScalarType.Float64).data<double>().ToArray();
        return new Predictions(part.Targets, values);
    }
}
