using System.Globalization;

namespace OnnxForge.Authoring;

/// <summary>A confusion matrix: a row for each true class, shaded by its part of the row.</summary>
internal static class MatrixDrawing
{
    private const double Left = 130, Top = 64, Bottom = 64;

    public static string Draw(double[,] counts, IReadOnlyList<string> labels)
    {
        var svg = new SvgText("confusion matrix");
        var side = Math.Min((SvgText.Height - Top - Bottom) / labels.Count, 90);
        for (var row = 0; row < labels.Count; row++)
        {
            var sum = Enumerable.Range(0, labels.Count).Sum(column => counts[row, column]);
            for (var column = 0; column < labels.Count; column++)
            {
                var part = sum > 0 ? counts[row, column] / sum : 0;
                var (x, y) = (Left + column * side, Top + row * side);
                svg.Box(x, y, side - 1, side - 1, Shade(part));
                if (side >= 18) svg.Label(x + side / 2, y + side / 2 + 4, counts[row, column].ToString("0.####", CultureInfo.InvariantCulture), color: part > 0.5 ? "white" : SvgText.Ink);
            }
            svg.Label(Left - 8, Top + row * side + side / 2 + 4, labels[row], "end");
            svg.Label(Left + row * side + side / 2, Top + labels.Count * side + 18, labels[row]);
        }
        svg.Label(Left + labels.Count * side / 2, Top + labels.Count * side + 42, "predicted", color: SvgText.Muted);
        svg.Label(18, Top + labels.Count * side / 2, "true", color: SvgText.Muted, upwards: true);
        return svg.End();
    }

    // from white to the blue of the first curve
    private static string Shade(double part)
    {
        int Mix(int to) => (int)Math.Round(245 + (to - 245) * part);
        return $"#{Mix(0x1d):x2}{Mix(0x4e):x2}{Mix(0xd8):x2}";
    }
}
