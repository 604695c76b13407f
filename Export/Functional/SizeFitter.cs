using System.Numerics;

namespace OnnxForge.Export;

/// <summary>Finds the expression of the dynamic dimensions that gives the integers seen at several sizes.</summary>
internal static class SizeFitter
{
    /// <summary>The simplest expression that gives <paramref name="values"/> at <paramref name="sizes"/>: constant, linear, product, or floor division; null when none does.</summary>
    public static Dimension? Fit(IReadOnlyList<SizeAssignment> sizes, IReadOnlyList<long> values)
    {
        if (values.All(v => v == values[0])) return Dimension.Of(values[0]);
        var symbols = Influences(sizes, values);
        return Polynomial(symbols, sizes, values, quadratic: false)
            ?? Polynomial(symbols, sizes, values, quadratic: true)
            ?? (symbols.Count == 1 ? FloorDivision(symbols[0], sizes, values) : null);
    }

    // A name matters when the value changes as that size alone changes.
    private static List<string> Influences(IReadOnlyList<SizeAssignment> sizes, IReadOnlyList<long> values)
    {
        bool OnlyDiffers(SizeAssignment one, string symbol) => one.Sizes.All(size => (size.Value != sizes[0].Sizes[size.Key]) == (size.Key == symbol));
        return [.. sizes[0].Sizes.Keys.Where(symbol => sizes.Zip(values).Any(p => p.Second != values[0] && OnlyDiffers(p.First, symbol)))];
    }

    private static Dimension? Polynomial(List<string> symbols, IReadOnlyList<SizeAssignment> sizes, IReadOnlyList<long> values, bool quadratic)
    {
        List<Dimension> terms = [Dimension.Of(1), .. symbols.Select(Dimension.Symbol)];
        for (int i = 0; quadratic && i < symbols.Count; i++)
            for (int j = symbols.Count == 1 ? i : i + 1; j < symbols.Count; j++)
                terms.Add(Dimension.Symbol(symbols[i]) * Dimension.Symbol(symbols[j]));
        if (terms.Count >= sizes.Count) return null; // nothing left to check the fit with
        var rows = sizes.Select((s, r) => (long[])[.. terms.Select(t => t.Evaluate(s.Sizes)), values[r]]).ToList();
        if (Solve(rows, terms.Count) is not { } factors) return null;
        var result = Dimension.Of(0);
        for (int i = 0; i < factors.Length; i++) result += terms[i] * Dimension.Of(factors[i]);
        return result;
    }

    // floor((n + shift) / divisor) + offset, the form of strides and halves
    private static Dimension? FloorDivision(string symbol, IReadOnlyList<SizeAssignment> sizes, IReadOnlyList<long> values)
    {
        const int largestDivisor = 64;
        var n = Dimension.Symbol(symbol);
        for (long divisor = 2; divisor <= largestDivisor; divisor++)
            for (long shift = 0; shift < divisor; shift++)
            {
                var shape = (n + Dimension.Of(shift)).FloorDivide(divisor);
                long offset = values[0] - shape.Evaluate(sizes[0].Sizes);
                if (sizes.Zip(values).All(p => shape.Evaluate(p.First.Sizes) + offset == p.Second)) return shape + Dimension.Of(offset);
            }
        return null;
    }

    // Gauss-Jordan over fractions; the equations that are left over must hold, and the solution must be whole.
    private static long[]? Solve(List<long[]> equations, int unknowns)
    {
        var rows = equations.Select(e => e.Select(v => new Fraction(v, 1)).ToArray()).ToList();
        for (int column = 0; column < unknowns; column++)
        {
            int pivot = rows.FindIndex(column, r => !r[column].IsZero);
            if (pivot < 0) return null;
            (rows[column], rows[pivot]) = (rows[pivot], rows[column]);
            for (int r = 0; r < rows.Count; r++)
            {
                if (r == column || rows[r][column].IsZero) continue;
                var factor = rows[r][column] / rows[column][column];
                for (int c = column; c <= unknowns; c++) rows[r][c] -= factor * rows[column][c];
            }
        }
        if (rows.Skip(unknowns).Any(r => !r[unknowns].IsZero)) return null;
        var solution = new long[unknowns];
        for (int i = 0; i < unknowns; i++)
        {
            var value = rows[i][unknowns] / rows[i][i];
            if (!value.IsWhole) return null;
            solution[i] = (long)value.Numerator;
        }
        return solution;
    }

    private readonly record struct Fraction
    {
        public Fraction(BigInteger numerator, BigInteger denominator)
        {
            var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
            (Numerator, Denominator) = (numerator / divisor, denominator / divisor);
        }

        public BigInteger Numerator { get; }

        private BigInteger Denominator { get; }

        public bool IsZero => Numerator.IsZero;

        public bool IsWhole => Denominator.IsOne;

        public static Fraction operator -(Fraction a, Fraction b) => new(a.Numerator * b.Denominator - b.Numerator * a.Denominator, a.Denominator * b.Denominator);
        public static Fraction operator *(Fraction a, Fraction b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);
        public static Fraction operator /(Fraction a, Fraction b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);
    }
}
