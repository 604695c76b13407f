namespace OnnxForge.Export;

/// <summary>Finds the expression of the dynamic dimensions that gives the real numbers seen at several sizes: 1/n, sqrt(d), log(n), n/m, and lines through such.</summary>
internal sealed class RealFitter(SizeFitter integers)
{
    // C# computes such numbers in double, or in single and passes that on
    private static readonly double[] Tolerances = [1e-14, 3e-7];

    // the forms, the usual ones first
    private static readonly (double Power, bool IsLogarithm)[] Forms = [(1, false), (-1, false), (-0.5, false), (0.5, false), (1, true), (-2, false), (2, false), (1.5, false), (-1.5, false), (0.25, false), (-0.25, false), (1 / 3.0, false), (-1 / 3.0, false)];

    private const int FewestSizes = 4;

    /// <summary>An expression that gives <paramref name="values"/>, one for each of the sizes; null when none is found.</summary>
    public SizeReal? Fit(IReadOnlyList<double> values)
    {
        if (values.All(v => v.Equals(values[0]))) return SizeReal.Of(values[0]);
        if (integers.AtEachSize(values) is not { } found || found.Length < FewestSizes || !found.All(double.IsFinite)) return null;
        return Tolerances.Select(tolerance => Fit(found, tolerance)).FirstOrDefault(fit => fit is not null);
    }

    private SizeReal? Fit(double[] values, double tolerance)
    {
        foreach (var (power, isLogarithm) in Forms)
            if (OfInteger(values, power, isLogarithm, tolerance) is { } fit) return fit;
        var columns = integers.Columns.SelectMany(c => new[] { c, Shifted(c, -1), Shifted(c, 1) }).ToList();
        return Lines(columns, values, tolerance, withOffset: false) ?? Quotients(columns, values, tolerance) ?? Lines(columns, values, tolerance, withOffset: true);
    }

    // the form itself, of an integer that follows from sizes
    private SizeReal? OfInteger(double[] values, double power, bool isLogarithm, double tolerance)
    {
        const double largestExact = 1L << 52;
        var inner = values.Select(v => isLogarithm ? Math.Exp(v) : Math.Pow(v, 1 / power)).ToArray();
        // an exponential grows the error by the logarithm itself
        bool IsWhole(double v, double original) => Math.Abs(v) < largestExact && Math.Abs(v - Math.Round(v)) <= 4 * tolerance * Math.Abs(v) * Math.Max(1, Math.Max(Math.Abs(1 / power), isLogarithm ? Math.Abs(original) : 0)) && Math.Round(v) > 0;
        if (!inner.Zip(values).All(p => IsWhole(p.First, p.Second))) return null;
        if (integers.FitAtEachSize([.. inner.Select(v => (long)Math.Round(v))]) is not { } size) return null;
        var result = new SizeFunction(size, power, isLogarithm);
        return new SizeReal(1, [result]);
    }

    private static SizeReal? Lines(IEnumerable<SizeColumn> columns, double[] values, double tolerance, bool withOffset)
    {
        foreach (var column in columns)
            foreach (var (power, isLogarithm) in Forms)
            {
                var form = new SizeFunction(column.Expression, power, isLogarithm);
                if (Line([form], [.. column.Values.Select(form.Compute)], values, tolerance, withOffset) is { } fit) return fit;
            }
        return null;
    }

    private static SizeReal? Quotients(IReadOnlyList<SizeColumn> columns, double[] values, double tolerance)
    {
        foreach (var above in columns)
            foreach (var below in columns)
            {
                if (ReferenceEquals(above, below)) continue;
                var quotients = above.Values.Zip(below.Values, (a, b) => (double)a / b).ToArray();
                if (Line([new(above.Expression, 1), new(below.Expression, -1)], quotients, values, tolerance, withOffset: false) is { } fit) return fit;
            }
        return null;
    }

    private static SizeReal? Line(IReadOnlyList<SizeFunction> functions, double[] form, double[] values, double tolerance, bool withOffset)
    {
        if (!form.All(double.IsFinite)) return null;
        int far = Enumerable.Range(0, form.Length).MaxBy(i => Math.Abs(form[i] - form[0]));
        if (form[far] == form[0] || (!withOffset && form[0] == 0)) return null;
        double factor = withOffset ? (values[far] - values[0]) / (form[far] - form[0]) : values[0] / form[0];
        double offset = withOffset ? values[0] - factor * form[0] : 0;
        if (Math.Abs(factor) < double.Epsilon) return null;
        if (withOffset && Math.Abs(offset - Math.Round(offset)) < 1e-9) offset = Math.Round(offset);
        if (Math.Abs(factor - Math.Round(factor)) < tolerance * Math.Abs(factor)) factor = Math.Round(factor);
        bool holds = values.Index().All(v => Math.Abs(factor * form[v.Index] + offset - v.Item) <= 8 * tolerance * (Math.Abs(v.Item) + Math.Abs(offset)));
        return holds ? new SizeReal(factor, functions, offset) : null;
    }

    private static SizeColumn Shifted(SizeColumn column, long shift) => new(column.Expression + shift, [.. column.Values.Select(v => v + shift)]);
}
