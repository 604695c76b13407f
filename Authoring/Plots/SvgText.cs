using System.Globalization;
using System.Net;
using System.Text;

namespace OnnxForge.Authoring;

/// <summary>Writes SVG elements; numbers are rounded to two decimals, so that the same picture is the same text everywhere.</summary>
internal sealed class SvgText
{
    public const int Width = 640, Height = 400;
    public const string Ink = "#1f2937", Muted = "#6b7280", Grid = "#e5e7eb";

    private readonly StringBuilder text = new();

    public SvgText(string title)
    {
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"{Ink}\">");
        text.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Label(Width / 2.0, 24, title, bold: true);
    }

    public void Label(double x, double y, string label, string anchor = "middle", string color = Ink, bool bold = false, bool upwards = false)
    {
        var turn = upwards ? $" transform=\"rotate(-90 {Number(x)} {Number(y)})\"" : "";
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\" fill=\"{color}\"{(bold ? " font-weight=\"bold\"" : "")}{turn}>{Escape(label)}</text>");
    }

    public void Rule(double x1, double y1, double x2, double y2, string color, double width = 1, bool dashed = false) =>
        text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" stroke=\"{color}\" stroke-width=\"{Number(width)}\"{Dashes(dashed)}/>");

    public void Curve(IEnumerable<(double X, double Y)> points, string color, bool dashed) =>
        text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" stroke-linejoin=\"round\"{Dashes(dashed)} points=\"{string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))}\"/>");

    public void Dot(double x, double y, string color) => text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"3\" fill=\"{color}\"/>");

    public void Box(double x, double y, double width, double height, string color) =>
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" fill=\"{color}\"/>");

    public string End() => text.Append("</svg>").ToString();

    private static string Dashes(bool dashed) => dashed ? " stroke-dasharray=\"5 4\"" : "";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escape(string label) => WebUtility.HtmlEncode(label);
}
