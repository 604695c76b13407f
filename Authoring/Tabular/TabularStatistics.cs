namespace OnnxForge.Authoring;

/// <summary>The figures that a schema takes from training rows, in float64.</summary>
internal static class TabularStatistics
{
    public static NumericColumn Fit(NumericValues column)
    {
        RequireFinite(column.Name, column.Values, missingAllowed: true);
        var known = column.Values.Where(value => !IsMissing(value)).Select(value => (double)value!.Value).Order().ToArray();
        if (known.Length == 0)
            throw new DataException($"Column \"{column.Name}\"", "a value in some training row", "only missing ones", "Leave the column out.");
        var median = (known[(known.Length - 1) / 2] + known[known.Length / 2]) / 2;
        var (mean, deviation) = MeanAndDeviation([.. column.Values.Select(value => IsMissing(value) ? median : value!.Value)]);
        return new NumericColumn(column.Name, median, mean, deviation == 0 ? 1 : deviation);
    }

    public static TextColumn Fit(TextValues column) =>
        new(column.Name, [.. column.Values.Select(value => value ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    public static TargetColumn FitTarget(NumericValues column)
    {
        RequireFinite(column.Name, column.Values, missingAllowed: false);
        var (mean, deviation) = MeanAndDeviation([.. column.Values.Select(value => (double)value!.Value)]);
        if (deviation > 0) return new TargetColumn(column.Name, mean, deviation);
        throw new DataException($"Target \"{column.Name}\"", "values that differ", $"{mean} in all {column.Values.Count} training rows", "Choose another target, or give more rows.");
    }

    public static bool IsMissing(float? value) => value is null || float.IsNaN(value.Value);

    /// <summary>Refuses an infinite value, and a missing one where none may be.</summary>
    public static void RequireFinite(string name, IReadOnlyList<float?> values, bool missingAllowed)
    {
        for (var row = 0; row < values.Count; row++)
        {
            var missing = IsMissing(values[row]);
            if (missing ? missingAllowed : float.IsFinite(values[row]!.Value)) continue;
            throw new DataException($"Column \"{name}\", row {row + 1}", missingAllowed ? "a finite number or a missing value" : "a finite number",
                missing ? "a missing value" : $"{values[row]}", "Correct the value, or leave the row out.");
        }
    }

    private static (double Mean, double Deviation) MeanAndDeviation(double[] values)
    {
        // Equal values must give exactly 0, which the sums below need not.
        if (Array.TrueForAll(values, value => value.Equals(values[0]))) return (values[0], 0);
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
