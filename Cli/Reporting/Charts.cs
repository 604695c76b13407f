using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Series;

namespace OnnxForge.Cli;

/// <summary>The report's charts.</summary>
internal static class Charts
{
    private const int ShownPoints = 2000;
    private const int Bins = 40;
    private const double Headroom = 1.25;
    private static readonly string[] LossNames = ["loss", "val_loss"];

    /// <summary>Training and validation loss by epoch.</summary>
    public static PlotModel LearningCurve(IReadOnlyList<EpochResult> history, int bestEpoch)
    {
        var chart = ChartStyle.Create("epoch", "loss");
        var (horizontal, vertical) = (chart.Axes[0], chart.Axes[1]);
        horizontal.MinimumMajorStep = 1;
        var last = Math.Max(history.Count, 2);
        horizontal.Minimum = 1 - 0.02 * last;
        horizontal.Maximum = last + 0.02 * last;
        vertical.Minimum = 0;
        var highest = Losses(history.Skip(FirstEpochTowers(history) ? 1 : 0)).DefaultIfEmpty(1).Max();
        vertical.Maximum = highest > 0 ? Headroom * highest : 1;
        chart.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Vertical, X = bestEpoch, Color = ChartStyle.Muted, LineStyle = LineStyle.Dash });
        AddCurve(chart, history, "loss", "training", ChartStyle.First, height: 0.97);
        AddCurve(chart, history, "val_loss", "validation", ChartStyle.Second, height: 0.90);
        return chart;
    }

    /// <summary>Whether the first epoch, in which training still starts from random weights, has a loss that would press all others to the ground; it is then left above the picture.</summary>
    public static bool FirstEpochTowers(IReadOnlyList<EpochResult> history)
    {
        const int FewestEpochs = 4;
        const double TimesTheOthers = 2;
        if (history.Count < FewestEpochs) return false;
        return Losses(history.Take(1)).DefaultIfEmpty(0).Max() > TimesTheOthers * Losses(history.Skip(1)).DefaultIfEmpty(double.PositiveInfinity).Max();
    }

    /// <summary>Predicted against true values; every n-th row where there are many.</summary>
    public static PlotModel PredictedAgainstTrue(Predictions predictions, string target)
    {
        var chart = ChartStyle.Create($"true {target}", $"predicted {target}");
        foreach (var axis in chart.Axes) axis.StringFormat = Compact(predictions.Targets);
        var step = Math.Max(1, (int)Math.Ceiling(predictions.Targets.Length / (double)ShownPoints));
        var points = new ScatterSeries { MarkerType = MarkerType.Circle, MarkerSize = 2, MarkerFill = OxyColor.FromAColor(110, ChartStyle.First) };
        for (var row = 0; row < predictions.Targets.Length; row += step)
            points.Points.Add(new ScatterPoint(predictions.Targets[row], predictions.Values[row]));
        chart.Series.Add(points);
        chart.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.LinearEquation, Slope = 1, Intercept = 0, Color = ChartStyle.Second, LineStyle = LineStyle.Solid, StrokeThickness = 1.5 });
        return chart;
    }

    /// <summary>How many values differ by how much between TorchSharp and ONNX Runtime.</summary>
    public static PlotModel ParityHistogram(double[] differences)
    {
        var chart = ChartStyle.Create("absolute difference", "values");
        chart.Axes[0].Minimum = 0;
        chart.Axes[0].LabelFormatter = Quantity.Difference;
        chart.Axes[1].Minimum = 0;
        var widest = differences.Max();
        var width = widest > 0 ? widest / Bins : 1;
        var counts = new int[Bins];
        foreach (var difference in differences) counts[Math.Min(Bins - 1, (int)(difference / width))]++;
        var bars = new RectangleBarSeries { FillColor = ChartStyle.First, StrokeThickness = 0 };
        for (var bin = 0; bin < Bins; bin++)
        {
            if (counts[bin] > 0) bars.Items.Add(new RectangleBarItem(bin * width, 0, (bin + 0.92) * width, counts[bin]));
        }
        chart.Series.Add(bars);
        chart.Axes[0].Maximum = Bins * width;
        return chart;
    }

    private static IEnumerable<double> Losses(IEnumerable<EpochResult> history) =>
        history.SelectMany(epoch => LossNames.Select(name => epoch.Values.GetValueOrDefault(name))).Where(double.IsFinite);

    // The name stands in the curve's colour at the top, where a legend's box would need to know the reader's font.
    private static void AddCurve(PlotModel chart, IReadOnlyList<EpochResult> history, string key, string title, OxyColor color, double height)
    {
        const int MostMarkers = 40;
        var curve = new LineSeries
        {
            Title = title,
            Color = color,
            StrokeThickness = 2,
            MarkerType = history.Count <= MostMarkers ? MarkerType.Circle : MarkerType.None,
            MarkerSize = 3,
            MarkerFill = color,
        };
        foreach (var epoch in history)
        {
            if (epoch.Values.TryGetValue(key, out var value) && double.IsFinite(value)) curve.Points.Add(new DataPoint(epoch.Epoch, value));
        }
        chart.Series.Add(curve);
        chart.Annotations.Add(new TextAnnotation
        {
            Text = title,
            TextColor = color,
            FontWeight = FontWeights.Bold,
            StrokeThickness = 0,
            TextPosition = new DataPoint((chart.Axes[0].Minimum + chart.Axes[0].Maximum) / 2, height * chart.Axes[1].Maximum),
            TextHorizontalAlignment = HorizontalAlignment.Center,
            TextVerticalAlignment = VerticalAlignment.Middle,
        });
    }

    // Axis labels of large numbers would run into each other: 250,000 is written 250k.
    private static string? Compact(double[] values) => values.Max(Math.Abs) switch
    {
        >= 1e7 => "#,0,,'M'",
        >= 1e4 => "#,0,'k'",
        _ => null,
    };
}
