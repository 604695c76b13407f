using System.Globalization;

namespace OnnxForge.Cli;

/// <summary>Writes <c>report.html</c>: one page that needs nothing beside it.</summary>
internal static class ReportPage
{
    /// <summary>The whole page.</summary>
    /// <param name="result">What is reported.</param>
    /// <param name="curve">The learning curve as an <c>svg</c> element.</param>
    /// <param name="files">The files beside the report.</param>
    public static string Write(TrainingResult result, string curve, IReadOnlyList<OutputFile> files)
    {
        var html = new Html();
        html.Markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Element("title", $"{result.Data.Target}: {result.Settings.Recipe} - OnnxForge report")
            .Markup($"<style>\n{ReportStyle.Css}\n</style>\n</head>\n<body>\n<main>");
        WriteSummary(html, result);
        WriteTraining(html, result, curve);
        WriteMetrics(html, result);
        WriteParity(html, result);
        WriteLatency(html, result);
        WriteOperators(html, result);
        WriteFiles(html, result, files);
        return html.Markup("</main>\n</body>\n</html>").ToString();
    }

    private static void WriteSummary(Html html, TrainingResult result)
    {
        var test = result.TestPart;
        html.Element("h1", $"Predicting {result.Data.Target}")
            .Element("p", $"Recipe {result.Settings.Recipe}, trained on {result.Data.Source}: {Count(result.Data.TrainingRows)} rows to train, {Count(result.Data.ValidationRows)} to validate, {Count(result.Data.TestRows)} to test.", "lead")
            .Markup("<ul class=\"cards\">");
        Card(html, Quantity.Value(test.RootMeanSquaredError), "test RMSE");
        Card(html, Quantity.Against(test.RootMeanSquaredError, test.LinearRootMeanSquaredError), $"a linear regression's {Quantity.Value(test.LinearRootMeanSquaredError)}");
        Card(html, Quantity.Difference(result.Parity.MaxRelative), "largest relative difference, ONNX Runtime to TorchSharp");
        foreach (var latency in result.Latency.Take(1))
            Card(html, string.Create(CultureInfo.InvariantCulture, $"{latency.Ratio:0.0}\u00d7"), $"as fast in ONNX Runtime at batch {latency.Batch}");
        html.Markup("</ul>");
    }

    private static void WriteTraining(Html html, TrainingResult result, string curve)
    {
        html.Element("h2", "Learning curve");
        Figure(html, curve, string.Create(CultureInfo.InvariantCulture,
            $"Loss on the scaled target, by epoch; the dashed line marks the epoch that was kept. {result.History.Count} epochs of batch {result.Settings.BatchSize} took {result.Duration.TotalSeconds:0.0} s on {result.Settings.Device}; epoch {result.BestEpoch} has the smallest validation loss.{(!Charts.FirstEpochTowers(result.History) ? "" : $" The first epoch's loss of {Quantity.Value(result.History[0].Values["loss"])} lies above the picture.")}"));
    }

    private static void WriteMetrics(Html html, TrainingResult result)
    {
        html.Element("h2", "Predicted against true");
        Figure(html, SvgImage.Render(Charts.PredictedAgainstTrue(result.Test, result.Data.Target), "scatter", "Predicted against true values of the test rows"),
            "Test rows; on the line the prediction is exact.");
        html.Table(["Rows", ">Count", ">RMSE", ">MAE", ">Linear regression RMSE", ">Linear regression MAE"], result.Parts.Select(part => (IReadOnlyList<string>)
        [
            part.Name, Count(part.Rows), Quantity.Value(part.RootMeanSquaredError), Quantity.Value(part.MeanAbsoluteError),
            Quantity.Value(part.LinearRootMeanSquaredError), Quantity.Value(part.LinearMeanAbsoluteError),
        ]));
        html.Element("p", $"In units of {result.Data.Target}. The linear regression has the same features and was fitted to the same training rows.", "note");
        var compiled = result.Parts[0].Compiled.Keys.ToList();
        html.Table(["On the scaled target", .. compiled.Select(name => ">" + name)], result.Parts.Select(part => (IReadOnlyList<string>)
            [part.Name, .. compiled.Select(name => Quantity.Value(part.Compiled[name]))]));
    }

    private static void WriteParity(Html html, TrainingResult result)
    {
        var parity = result.Parity;
        html.Element("h2", "Parity");
        Figure(html, SvgImage.Render(Charts.ParityHistogram(parity.Differences), "parity", "Differences between TorchSharp and ONNX Runtime"),
            $"How far ONNX Runtime's predictions lie from TorchSharp's, over the {parity.Cases[0].Name}, in units of {result.Data.Target}.");
        html.Table(["Compared", ">Rows", ">Largest absolute difference", ">Largest relative difference", "Within tolerance"], parity.Cases.Select(row => (IReadOnlyList<string>)
            [row.Name, Count(row.Rows), Quantity.Difference(row.MaxAbsolute), Quantity.Difference(row.MaxRelative), row.Holds ? "yes" : "no"]));
        html.Element("p", $"Allowed: {Quantity.Difference(parity.AbsoluteTolerance)} plus {Quantity.Difference(parity.RelativeTolerance)} of the larger of the value and the output's root mean square. "
            + $"The bundle, reloaded, differs from the trained model by {Quantity.Difference(parity.BundleDifference)}.", "note");
    }

    private static void WriteLatency(Html html, TrainingResult result)
    {
        html.Element("h2", "Latency");
        html.Table(["Batch", ">TorchSharp", ">ONNX Runtime", ">Ratio", ">Pairs"], result.Latency.Select(row => (IReadOnlyList<string>)
        [
            row.Batch.ToString(CultureInfo.InvariantCulture), Quantity.Microseconds(row.TorchSharp), Quantity.Microseconds(row.OnnxRuntime),
            row.Ratio.ToString("0.00", CultureInfo.InvariantCulture), Count(row.Pairs),
        ]));
        html.Element("p", "Medians for one call, raw rows in and predictions out, runs of both interleaved in one process, one thread each. Ratio: TorchSharp's time over ONNX Runtime's.", "note");
    }

    private static void WriteOperators(Html html, TrainingResult result)
    {
        var most = result.Operators.Values.Max();
        html.Element("h2", "The graph's operators")
            .Element("p", $"{Count(result.Operators.Values.Sum())} nodes of {result.Operators.Count} operators, opset {result.Settings.Opset}; the preprocessing is among them.", "lead")
            .Markup("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Operator</th><th scope=\"col\" class=\"number\">Nodes</th><th></th></tr></thead><tbody>");
        foreach (var (name, count) in result.Operators.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var share = (100.0 * count / most).ToString("0.#", CultureInfo.InvariantCulture);
            html.Markup($"<tr><th scope=\"row\"><code>{Html.Escape(name)}</code></th><td class=\"number\">{count}</td><td class=\"bar\"><div style=\"width:{share}%\"></div></td></tr>");
        }
        html.Markup("</tbody></table></div>");
        foreach (var warning in result.Warnings) html.Element("p", $"Note: {warning}", "note");
    }

    private static void WriteFiles(Html html, TrainingResult result, IReadOnlyList<OutputFile> files)
    {
        html.Element("h2", "Files and settings");
        html.Table(["File", ">Size", "What it is"], files.Select(file => (IReadOnlyList<string>)[file.Name, Quantity.Bytes(file.Bytes), file.Meaning]));
        html.Table(["Setting", "Value"],
        [
            ["recipe", result.Settings.Recipe],
            ["epochs", result.Settings.Epochs.ToString(CultureInfo.InvariantCulture)],
            ["batch", result.Settings.BatchSize.ToString(CultureInfo.InvariantCulture)],
            ["seed", result.Settings.Seed.ToString(CultureInfo.InvariantCulture)],
            ["device", result.Settings.Device],
            ["opset", result.Settings.Opset.ToString(CultureInfo.InvariantCulture)],
            ["numeric features", string.Join(", ", result.Data.NumericColumns)],
            ["text features", string.Join(", ", result.Data.TextColumns)],
        ]);
    }

    private static void Card(Html html, string value, string meaning) =>
        html.Markup($"<li><strong>{Html.Escape(value)}</strong><span>{Html.Escape(meaning)}</span></li>");

    private static void Figure(Html html, string svg, string caption) =>
        html.Markup($"<figure>\n{svg}").Element("figcaption", caption).Markup("</figure>");

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
