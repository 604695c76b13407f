using System.Xml;
using System.Xml.Linq;
using OxyPlot;

namespace OnnxForge.Cli;

/// <summary>Renders charts as SVG elements that scale with the page and can stand many in one page.</summary>
internal static class SvgImage
{
    private const string FontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>An <c>svg</c> element with a view box, a title for screen readers, and ids of its own.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="id">Put before every id, unique in the page.</param>
    /// <param name="title">What the picture shows.</param>
    /// <param name="width">In view box units.</param>
    /// <param name="height">Likewise.</param>
    public static string Render(PlotModel chart, string id, string title, int width = 600, int height = 380)
    {
        var exporter = new SvgExporter { Width = width, Height = height };
        var root = Parse(exporter.ExportToString(chart));
        root.SetAttributeValue("width", null);
        root.SetAttributeValue("height", null);
        root.SetAttributeValue("viewBox", $"0 0 {width} {height}");
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-label", title);
        root.AddFirst(new XElement(Svg + "title", title));
        foreach (var attribute in root.Descendants().Attributes())
        {
            if (attribute.Name == "id") attribute.Value = $"{id}-{attribute.Value}";
            else if (attribute.Name == "font-family" && attribute.Value == ChartStyle.MeasuredFont) attribute.Value = FontFamily;
            else if (attribute.Name == "clip-path") attribute.Value = attribute.Value.Replace("url(#", $"url(#{id}-", StringComparison.Ordinal);
        }
        return root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>The element as a file of its own, with a white background.</summary>
    public static string ToDocument(string svg)
    {
        var root = XElement.Parse(svg);
        root.Element(Svg + "title")!.AddAfterSelf(new XElement(Svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", "white")));
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root.ToString(SaveOptions.DisableFormatting)}\n";
    }

    private static XElement Parse(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, IgnoreWhitespace = true });
        return XElement.Load(reader);
    }
}
