using System.Numerics;

namespace OnnxForge.Export;

/// <summary>
/// Finds the expressions of the dynamic dimensions that give the integers seen at several sizes. What it found before, the sizes of earlier
/// tensors, are building blocks of what it finds later.
/// </summary>
internal sealed class SizeFitter
{
    private const int MostKnown = 32;

    private readonly int[] firstRow; // where the same sizes stand first; others repeat them on other data
    private readonly int[] rows;
    private readonly IReadOnlyList<SizeAssignment> sizes;
    private readonly List<SizeColumn> symbols;
    private readonly List<SizeColumn> known;
    private readonly Dictionary<string, Dimension?> found = new(StringComparer.Ordinal);

    /// <param name="sizes">The sizes that each trace ran at.</param>
    /// <param name="blocks">Expressions to build with, the likeliest first.</param>
    public SizeFitter(IReadOnlyList<SizeAssignment> sizes, params IEnumerable<Dimension> blocks)
    {
        this.sizes = sizes;
        var texts = sizes.Select(s => s.ToString()).ToList();
        firstRow = [.. texts.Select(text => texts.IndexOf(text))];
        rows = [.. firstRow.Distinct()];
        symbols = [.. sizes[0].Sizes.Keys.Select(name => Column(Dimension.Symbol(name)))];
        known = [.. blocks.Select(Column)];
    }

    /// <summary>The simplest expression that gives <paramref name="values"/>, one for each of the sizes; null when none does, or when a value changes though the sizes do not.</summary>
    public Dimension? Fit(IReadOnlyList<long> values) => AtEachSize(values) is { } found ? FitAtEachSize(found) : null;

    /// <summary>The names and the expressions found so far, with a value for each different size.</summary>
    public IEnumerable<SizeColumn> Columns => symbols.Concat(known);

    /// <summary>One value for each different size; null when a value changes though the sizes do not.</summary>
    public T[]? AtEachSize<T>(IReadOnlyList<T> values) where T : IEquatable<T> =>
        Enumerable.Range(0, values.Count).All(i => values[firstRow[i]].Equals(values[i])) ? [.. rows.Select(r => values[r])] : null;

    /// <summary>The same as <see cref="Fit"/>, for one value for each different size.</summary>
    public Dimension? FitAtEachSize(long[] values)
    {
        if (values.All(v => v == values[0])) return Dimension.Of(values[0]);
        var key = string.Join(' ', values);
        if (found.TryGetValue(key, out var before)) return before;
        var result = Search(values);
        if (result is not null && !result.IsSymbol(out _))
        {
            known.Insert(0, Column(result));
            if (known.Count > MostKnown) known.RemoveAt(MostKnown);
        }
        return found[key] = result;
    }

    private Dimension? Search(long[] values)
    {
        try
        {
            var influences = Influences(values);
            return SizeForms.Polynomial(influences, values, degree: 1)
                ?? Line(known, values)
                ?? SizeForms.Polynomial(influences, values, degree: 2)
                ?? SizeForms.Halves(influences, values)
                ?? SizeForms.FloorOf([.. influences, .. known, .. Combined(influences)], values, most: 8)
                ?? Saturated(influences, values)
                ?? Pairs([.. symbols, .. known], values)
                ?? OfSlices(influences, values)
                ?? SizeForms.FloorOf([.. influences, .. Combined(influences)], values, most: 64);
        }
        catch (OverflowException) { return null; }
    }

    // A name matters when the value changes as that size alone changes; when none does, all may.
    private List<SizeColumn> Influences(long[] values)
    {
        var alone = symbols.Where(symbol => Enumerable.Range(0, values.Length).Any(i => values[i] != values[0] && OnlyVaries(symbol, i))).ToList();
        return alone.Count > 0 ? alone : symbols;
    }

    private bool OnlyVaries(SizeColumn symbol, int row) => symbols.All(other => other == symbol || other.Values[row] == other.Values[0]);

    private static Dimension? Line(IEnumerable<SizeColumn> columns, long[] values) => columns.Select(column => SizeForms.Line(column, values)).FirstOrDefault(fit => fit is not null);

    // n*m and n + m, of which floors are taken
    private IEnumerable<SizeColumn> Combined(List<SizeColumn> influences) => influences.Count < 2 ? [] :
        [Column(influences.Select(s => s.Expression).Aggregate((a, b) => a * b)), Column(influences.Select(s => s.Expression).Aggregate((a, b) => a + b))];

    private static Dimension? Pairs(List<SizeColumn> columns, long[] values)
    {
        for (int i = 0; i < columns.Count; i++)
            for (int j = 0; j <= i; j++)
            {
                var (a, b) = (columns[i], columns[j]);
                var fit = SizeForms.Line(a.Zip(b, (x, y) => x * y, (x, y) => x * y), values) ?? (i == j ? null
                    : SizeForms.Plane(a, b, values)
                    ?? SizeForms.Line(a.Zip(b, Dimension.Min, Math.Min), values)
                    ?? SizeForms.Line(a.Zip(b, Dimension.Max, Math.Max), values));
                if (fit is not null) return fit;
            }
        return null;
    }

    // min(e, c) or max(e, c), where e fits all but the smallest or largest value
    private Dimension? Saturated(List<SizeColumn> influences, long[] values)
    {
        foreach (bool largest in new[] { false, true })
        {
            long bound = largest ? values.Min() : values.Max();
            var free = Enumerable.Range(0, values.Length).Where(i => values[i] != bound).ToList();
            if (values.Length - free.Count < 2 || free.Count < 3) continue;
            var part = influences.Select(s => new SizeColumn(s.Expression, [.. free.Select(i => s.Values[i])])).Where(s => s.Values.Distinct().Count() > 1).ToList();
            long[] rest = [.. free.Select(i => values[i])];
            if ((SizeForms.Polynomial(part, rest, degree: 1) ?? SizeForms.FloorOf(part, rest, most: 8)) is not { } inner) continue;
            var result = largest ? Dimension.Max(inner, Dimension.Of(bound)) : Dimension.Min(inner, Dimension.Of(bound));
            if (Column(result).Values.SequenceEqual(values)) return result;
        }
        return null;
    }

    // As each size alone changes, the value shows what that size has to do with it; the whole is a product of such, or a sum of products.
    private Dimension? OfSlices(List<SizeColumn> influences, long[] values)
    {
        if (influences.Count < 2) return null;
        var slices = influences.Select(symbol => Slice(symbol, values, common: false)).ToList();
        var factors = influences.Select(symbol => Slice(symbol, values, common: true)).ToList();
        if (factors.All(f => f is not null) && SizeForms.Line(Column(factors.Aggregate(Dimension.Of(1), (product, f) => product * f!)), values) is { } one) return one;
        if (slices.Any(s => s is null)) return null;
        List<Dimension> terms = [Dimension.Of(1)];
        foreach (var slice in slices)
        {
            var own = slice!.Terms.Where(t => t.Factors.Count > 0).Select(t => Dimension.OfFactors(t.Factors)).ToList();
            terms = [.. terms, .. terms.SelectMany(_ => own, (term, factor) => term * factor)];
        }
        return SizeForms.Sum([.. terms.Select(Column)], values);
    }

    // the value as one size alone changes, without the factor that all of its values share if that is wanted
    private Dimension? Slice(SizeColumn symbol, long[] values, bool common)
    {
        var alone = Enumerable.Range(0, values.Length).Where(i => OnlyVaries(symbol, i)).ToList();
        long divisor = common ? (long)alone.Aggregate(BigInteger.Zero, (gcd, i) => BigInteger.GreatestCommonDivisor(gcd, values[i])) : 1;
        if (alone.Count < 3 || divisor == 0) return null;
        var name = symbol.Expression.ToString();
        var fitter = new SizeFitter([.. alone.Select(i => new SizeAssignment(new Dictionary<string, long> { [name] = symbol.Values[i] }))], known.Select(k => k.Expression).Where(k => k.Symbols.SequenceEqual([name])));
        return fitter.Fit([.. alone.Select(i => values[i] / divisor)]);
    }

    private SizeColumn Column(Dimension expression) => new(expression, [.. rows.Select(r => expression.Evaluate(sizes[r].Sizes))]);
}
