using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;

namespace OnnxForge.Cli;

/// <summary>The look that all charts share: dark on light, thin axes, two colours that differ in brightness too.</summary>
internal static class ChartStyle
{
    public static readonly OxyColor First = OxyColor.FromRgb(0x1d, 0x4e, 0xd8);
    public static readonly OxyColor Second = OxyColor.FromRgb(0xd9, 0x77, 0x06);
    public static readonly OxyColor Ink = OxyColor.FromRgb(0x1f, 0x29, 0x37);
    public static readonly OxyColor Muted = OxyColor.FromRgb(0x6b, 0x72, 0x80);
    private static readonly OxyColor Grid = OxyColor.FromRgb(0xe5, 0xe7, 0xeb);

    /// <summary>An empty chart with two linear axes.</summary>
    public static PlotModel Create(string horizontal, string vertical)
    {
        var model = new PlotModel
        {
            Background = OxyColors.Undefined,
            PlotAreaBorderThickness = new OxyThickness(0),
            DefaultFont = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
            DefaultFontSize = 14,
            TextColor = Ink,
            PlotMargins = new OxyThickness(72, 12, 16, 52),
        };
        model.Axes.Add(Axis(AxisPosition.Bottom, horizontal));
        model.Axes.Add(Axis(AxisPosition.Left, vertical));
        return model;
    }

    /// <summary>Adds a legend inside the top right corner.</summary>
    public static void AddLegend(PlotModel model) => model.Legends.Add(new Legend
    {
        LegendPosition = LegendPosition.RightTop,
        LegendPlacement = LegendPlacement.Inside,
        LegendBackground = OxyColor.FromAColor(220, OxyColors.White),
        LegendBorderThickness = 0,
        // Wider than measured: fonts differ from machine to machine, and what does not fit is cut off.
        LegendPadding = 20,
        LegendMargin = 0,
    });

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
        AxisTitleDistance = 14,
    };
}
