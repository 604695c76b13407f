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
    /// <exception cref="DataException">No epoch has the measure, or a finite value of it.</exception>
    public static Plot LearningCurve(History history, string measure = "loss")
    {
        ArgumentNullException.ThrowIfNull(history);
        var curves = new[] { (Name: "training", Key: measure), (Name: "validation", Key: $"val_{measure}") }.Where(curve => history.Names.Contains(curve.Key)).ToList();
        if (curves.Count == 0)
        {
            throw new DataException("Plot.LearningCurve", $"a history with \"{measure}\"", history.Epochs.Count == 0 ? "one without epochs" : string.Join(", ", history.Names), "Name one of its measures.");
        }
        var title = measure.Replace('_', ' ');
        return Lines(title, "epoch", title, [.. curves.Select(curve => Curve(history, curve.Name, curve.Key))]);
    }

    /// <summary>A loss by its error, prediction - target, beside half the squared error.</summary>
    /// <param name="loss">A loss of one value for each prediction.</param>
    /// <param name="from">The smallest error.</param>
    /// <param name="to">The greatest error.</param>
    /// <exception cref="DataException">The loss gives another number of values.</exception>
    public static Plot LossShape(Loss loss, double from = -4, double to = 4)
    {
        ArgumentNullException.ThrowIfNull(loss);
        const int points = 201;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var errors = linspace(from, to, points, ScalarType.Float64).unsqueeze(1);
        var values = loss.Compute(zeros_like(errors), errors).flatten();
        double[] x = [.. errors.data<double>()], y = [.. values.data<double>()];
        var name = loss.Name.Replace('_', ' ');
        return Lines(name, "error", "loss", new PlotLine(name, x, y), new PlotLine("error² / 2", x, [.. x.Select(error => error * error / 2)], Dashed: true));
    }

    /// <summary>How often each class was taken for which, shaded by its part of the row.</summary>
    /// <param name="counts">Counts <c>[true class, predicted class]</c>, 0 or more, as <see cref="Authoring.ConfusionMatrix.Matrix"/> gives them.</param>
    /// <param name="labels">The classes' names; null means their numbers.</param>
    /// <exception cref="ShapeException">The counts are not square, or other in number than the labels.</exception>
    public static Plot ConfusionMatrix(double[,] counts, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        labels ??= [.. Enumerable.Range(0, rows).Select(i => $"{i}")];
        if (rows == columns && rows == labels.Count && rows > 0) return new Plot(MatrixDrawing.Draw(counts, labels));
        throw new ShapeException("Plot.ConfusionMatrix", "a row and a column for each label, 1 or more", $"counts [{rows}, {columns}] and {labels.Count} labels", "Give as many labels as classes.");
    }

    /// <summary>The picture as an SVG document.</summary>
    public override string ToString() => svg;

    /// <summary>The picture as HTML, for notebooks and pages.</summary>
    public string ToHtml() => $"<div style=\"max-width:640px\">{svg}</div>";

    /// <summary>Writes the picture as an SVG file, whole or not at all.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(svg)));

    // An epoch without validation has no point; the line goes on over it.
    private static PlotLine Curve(History history, string name, string key)
    {
        var epochs = history.Epochs.Where(epoch => epoch.Values.ContainsKey(key)).ToList();
        return new PlotLine(name, [.. epochs.Select(epoch => (double)epoch.Epoch)], [.. epochs.Select(epoch => epoch.Values[key])]);
    }
}
