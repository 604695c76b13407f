using System.Globalization;

namespace OnnxForge.Cli;

/// <summary>Latencies as bars of text.</summary>
internal static class Histogram
{
    private const int Bins = 12;
    private const int Width = 40;

    /// <summary>A line for each bin, on a logarithmic axis from the least to the 99.9th percentile; what is beyond counts to the last.</summary>
    /// <param name="sorted">Microseconds, ascending, one or more.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<double> sorted)
    {
        var (low, high) = (Math.Max(sorted[0], 1e-3), Math.Max(Samples.Quantile(sorted, 0.999), sorted[0] * 1.01));
        var step = Math.Pow(high / low, 1.0 / Bins);
        var counts = new int[Bins];
        foreach (var value in sorted) counts[Math.Clamp((int)(Math.Log(Math.Max(value, low) / low) / Math.Log(step)), 0, Bins - 1)]++;
        var most = counts.Max();
        return
        [
            .. counts.Select((count, bin) => string.Create(CultureInfo.InvariantCulture,
                $"{Quantity.Microseconds(low * Math.Pow(step, bin)),14} {new string('#', (int)Math.Ceiling((double)Width * count / most)),-Width} {100.0 * count / sorted.Count:0.0}%")),
        ];
    }
}
