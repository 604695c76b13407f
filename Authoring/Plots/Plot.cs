using System.Text;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A picture as SVG: <see cref="ToString"/> gives the document, <see cref="ToHtml"/> what a notebook shows, <see cref="Save"/> writes a file that browsers open.</summary>
/// <remarks>
/// <code>
/// Plot.LearningCurve(history).Save("loss.svg");
/// Plot.LossShape(new MeanSquaredError()).Save("shape.svg");
/// </code>
/// The same values give the same text. The picture scales with the page.
/// </remarks>
public sealed class Plot
{
    private readonly string svg;

    private Plot(string svg) => this.svg = svg;

    /// <summary>Curves over one horizontal axis.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="horizontal">What the horizontal axis shows.</param>
    /// <param name="vertical">What the vertical axis shows.</param>
    /// <param name="lines">The curves, 1 or more.</param>
    /// <exception cref="DataException">A curve has other numbers of x than of y, or no curve has a finite point.</exception>
    public static Plot Lines(string title, string horizontal, string vertical, params IReadOnlyList<PlotLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (var line in lines)
        {
            if (line.X.Count != line.Y.Count) throw new DataException($"Plot, {line.Name}", "as many x as y", $"{line.X.Count} and {line.Y.Count}", "Give each point both.");
        }
        return new Plot(new LineDrawing(title, horizontal, vertical, lines).Draw());
    }

    /// <summary>A measure by epoch, and the validation's beside it where there is one.</summary>
    /// <param name="history">What Fit returned.</param>
    /// <param name="measure">The measure's name, such as <c>loss</c> or <c>mean_absolute_error</c>.</param>
    /// <exception cref="DataException">No epoch has the measure.</exception>
    public static Plot LearningCurve(History history, string measure = "loss")
    {
        ArgumentNullException.ThrowIfNull(history);
        var lines = new[] { ("training", measure), ("validation", $"val_{measure}") }
            .Select(curve => (Name: curve.Item1, Epochs: history.Epochs.Where(epoch => epoch.Values.ContainsKey(curve.Item2)).ToList(), Key: curve.Item2))
            .Where(curve => curve.Epochs.Count > 0)
            .Select(curve => new PlotLine(curve.Name, [.. curve.Epochs.Select(epoch => (double)epoch.Epoch)], [.. curve.Epochs.Select(epoch => epoch.Values[curve.Key])]))
            .ToList();
        if (lines.Count == 0)
        {
            throw new DataException("Plot.LearningCurve", $"a history with \"{measure}\"",
                history.Epochs.Count == 0 ? "one without epochs" : string.Join(", ", history.Epochs[0].Values.Keys), "Name one of its measures.");
        }
        return Lines(measure.Replace('_', ' '), "epoch", measure.Replace('_', ' '), lines);
    }

    /// <summary>A loss by its error, prediction - target, beside half the squared error.</summary>
    /// <param name="loss">A loss that compares elements.</param>
    /// <param name="from">The smallest error.</param>
    /// <param name="to">The greatest error.</param>
    public static Plot LossShape(Loss loss, double from = -4, double to = 4)
    {
        ArgumentNullException.ThrowIfNull(loss);
        const int points = 201;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var errors = linspace(from, to, points, ScalarType.Float64);
        double[] x = [.. errors.data<double>()], y = [.. loss.Compute(zeros_like(errors), errors).data<double>()];
        return Lines(loss.Name.Replace('_', ' '), "error", "loss", new PlotLine(loss.Name.Replace('_', ' '), x, y), new PlotLine("error² / 2", x, [.. x.Select(error => error * error / 2)], Dashed: true));
    }

    /// <summary>How often each class was taken for which.</summary>
    /// <param name="counts">Counts <c>[true class, predicted class]</c>, 0 or more, of any type, square.</param>
    /// <param name="labels">The classes' names; null means their numbers.</param>
    /// <exception cref="ShapeException">The counts are not square, or other in number than the labels.</exception>
    public static Plot ConfusionMatrix(Tensor counts, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.dim() != 2 || counts.shape[0] != counts.shape[1] || counts.shape[0] == 0 || (labels ?? []).Count != (labels is null ? 0 : counts.shape[0]))
        {
            throw new ShapeException("Plot.ConfusionMatrix", $"counts [classes, classes]{(labels is null ? "" : $" and a label for each of {labels.Count} classes")}", $"counts {Shape.Of(counts)}",
                "Give one row and one column for each class.");
        }
        using var numbers = counts.to(ScalarType.Float64);
        return new Plot(MatrixDrawing.Draw((double[,])numbers.ToArray(), labels ?? [.. Enumerable.Range(0, (int)counts.shape[0]).Select(i => $"{i}")]));
    }

    /// <summary>The picture as an SVG document.</summary>
    public override string ToString() => svg;

    /// <summary>The picture as HTML, for notebooks and pages.</summary>
    public string ToHtml() => $"<div style=\"max-width:640px\">{svg}</div>";

    /// <summary>Writes the picture as an SVG file, whole or not at all.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(svg)));
}
