namespace OnnxForge.Cli;

/// <summary>Order statistics of measurements.</summary>
internal static class Samples
{
    /// <summary>The value below which a share of all lies (nearest rank).</summary>
    /// <param name="sorted">The values in ascending order, one or more.</param>
    /// <param name="share">0 to 1.</param>
    public static double Quantile(IReadOnlyList<double> sorted, double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values) => Quantile([.. values.Order()], 0.5);

    /// <summary>The width of the middle 80 % of the values as a share of their median; 0 for equal values.</summary>
    public static double Spread(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (Quantile(sorted, 0.9) - Quantile(sorted, 0.1)) / Quantile(sorted, 0.5);
    }
}
