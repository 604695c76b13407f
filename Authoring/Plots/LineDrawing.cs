using System.Globalization;

namespace OnnxForge.Authoring;

/// <summary>Curves with axes, grid and legend.</summary>
internal sealed class LineDrawing
{
    private const double Left = 72, Right = 20, Top = 64, Bottom = 52;
    private const int MostDots = 40;
    private static readonly string[] colors = ["#1d4ed8", "#d97706", "#059669", "#be185d", "#6d28d9"];

    private readonly string title, horizontal, vertical;
    private readonly IReadOnlyList<PlotLine> lines;
    private readonly (double From, double To, double Step) x, y;

    /// <exception cref="DataException">No point is finite.</exception>
    public LineDrawing(string title, string horizontal, string vertical, IReadOnlyList<PlotLine> lines)
    {
        (this.title, this.horizontal, this.vertical, this.lines) = (title, horizontal, vertical, lines);
        var points = lines.SelectMany(Points).Where(IsFinite).ToList();
        if (points.Count == 0) throw new DataException($"Plot {title}", "a finite point or more", "none", "Check the values.");
        var whole = points.All(point => point.X == Math.Floor(point.X));
        x = Axis(points.Min(point => point.X), points.Max(point => point.X), whole ? 1 : 0);
        y = Axis(points.Min(point => point.Y), points.Max(point => point.Y), 0);
        y = (Math.Floor(y.From / y.Step) * y.Step, Math.Ceiling(y.To / y.Step) * y.Step, y.Step);
    }

    public string Draw()
    {
        var svg = new SvgText(title);
        foreach (var tick in Ticks(y))
        {
            svg.Rule(Left, Down(tick), SvgText.Width - Right, Down(tick), SvgText.Grid);
            svg.Label(Left - 8, Down(tick) + 4, Text(tick, y.Step), "end");
        }
        svg.Rule(Left, SvgText.Height - Bottom, SvgText.Width - Right, SvgText.Height - Bottom, SvgText.Muted);
        foreach (var tick in Ticks(x))
        {
            svg.Rule(Across(tick), SvgText.Height - Bottom, Across(tick), SvgText.Height - Bottom + 5, SvgText.Muted);
            svg.Label(Across(tick), SvgText.Height - Bottom + 20, Text(tick, x.Step));
        }
        svg.Label((Left + SvgText.Width - Right) / 2, SvgText.Height - 10, horizontal, color: SvgText.Muted);
        svg.Label(18, (Top + SvgText.Height - Bottom) / 2, vertical, color: SvgText.Muted, upwards: true);
        for (var i = 0; i < lines.Count; i++) DrawLine(svg, lines[i], colors[i % colors.Length], Left + i * (SvgText.Width - Left - Right) / lines.Count);
        return svg.End();
    }

    private void DrawLine(SvgText svg, PlotLine line, string color, double legend)
    {
        svg.Rule(legend, 44, legend + 24, 44, color, 2, line.Dashed);
        svg.Label(legend + 30, 48, line.Name, "start", color);
        var piece = new List<(double, double)>();
        foreach (var point in Points(line).Append((X: double.NaN, Y: double.NaN)))
        {
            if (IsFinite(point))
            {
                piece.Add((Across(point.X), Down(point.Y)));
                continue;
            }
            if (piece.Count > 1) svg.Curve(piece, color, line.Dashed);
            if (piece.Count == 1 || line.X.Count <= MostDots) piece.ForEach(dot => svg.Dot(dot.Item1, dot.Item2, color));
            piece.Clear();
        }
    }

    private double Across(double value) => Left + (value - x.From) / (x.To - x.From) * (SvgText.Width - Left - Right);

    private double Down(double value) => SvgText.Height - Bottom - (value - y.From) / (y.To - y.From) * (SvgText.Height - Top - Bottom);

    private static IEnumerable<(double X, double Y)> Points(PlotLine line) => line.X.Zip(line.Y);

    private static bool IsFinite((double X, double Y) point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    // The step is 1, 2 or 5 times a power of ten, so that about six lines stand in the picture.
    private static (double From, double To, double Step) Axis(double from, double to, double leastStep)
    {
        if (to - from <= 1e-12 * Math.Max(1, Math.Abs(to))) (from, to) = (from - 0.5, to + 0.5);
        var rough = (to - from) / 6;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        return (from, to, Math.Max(step, leastStep));
    }

    private static IEnumerable<double> Ticks((double From, double To, double Step) axis)
    {
        for (var i = Math.Ceiling(axis.From / axis.Step - 1e-9); i * axis.Step <= axis.To + 1e-9 * axis.Step; i++) yield return i * axis.Step;
    }

    private static string Text(double tick, double step)
    {
        if (Math.Abs(tick) < step / 2) return "0";
        if (Math.Abs(tick) is >= 1e6 or < 1e-4) return tick.ToString("0.##e0", CultureInfo.InvariantCulture);
        return tick.ToString($"F{Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 8)}", CultureInfo.InvariantCulture);
    }
}
