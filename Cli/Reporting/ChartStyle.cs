using OxyPlot;
using OxyPlot.Axes;

namespace OnnxForge.Cli;

/// <summary>The look that all charts share: dark on light, thin axes, two colours that differ in brightness too.</summary>
internal static class ChartStyle
{
    public static readonly OxyColor First = OxyColor.FromRgb(0x1d, 0x4e, 0xd8);
    public static readonly OxyColor Second = OxyColor.FromRgb(0xd9, 0x77, 0x06);
    public static readonly OxyColor Ink = OxyColor.FromRgb(0x1f, 0x29, 0x37);
    public static readonly OxyColor Muted = OxyColor.FromRgb(0x6b, 0x72, 0x80);
    public const string MeasuredFont = "Arial";
    private static readonly OxyColor Grid = OxyColor.FromRgb(0xe5, 0xe7, 0xeb);

    /// <summary>An empty chart with two linear axes.</summary>
    public static PlotModel Create(string horizontal, string vertical)
    {
        var model = new PlotModel
        {
            Background = OxyColors.Undefined,
            PlotAreaBorderThickness = new OxyThickness(0),
            // Sizes are measured with this font; the page's own takes its place in the picture.
            DefaultFont = MeasuredFont,
            DefaultFontSize = 14,
            TextColor = Ink,
            PlotMargins = new OxyThickness(76, 12, 18, 54),
        };
        model.Axes.Add(Axis(AxisPosition.Bottom, horizontal));
        model.Axes.Add(Axis(AxisPosition.Left, vertical));
        return model;
    }

    private static LinearAxis Axis(AxisPosition position, string title) => new()
    {
        Position = position,
        Title = title,
        AxislineStyle = position == AxisPosition.Bottom ? LineStyle.Solid : LineStyle.None,
        AxislineColor = Muted,
        TicklineColor = Muted,
        TickStyle = position == AxisPosition.Bottom ? TickStyle.Outside : TickStyle.None,
        MinorTickSize = 0,
        MajorGridlineStyle = position == AxisPosition.Left ? LineStyle.Solid : LineStyle.None,
        MajorGridlineColor = Grid,
        TitleColor = Muted,
        TextColor = Ink,
        AxisTitleDistance = position == AxisPosition.Left ? 26 : 10,
    };
}
