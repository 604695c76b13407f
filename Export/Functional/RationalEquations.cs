using System.Numerics;

namespace OnnxForge.Export;

/// <summary>Linear equations over the rational numbers.</summary>
internal static class RationalEquations
{
    /// <summary>Gauss-Jordan: the whole numbers that solve every equation; null when there are none, or more than one solution.</summary>
    /// <param name="equations">The factors of the unknowns, then the right side, a row each.</param>
    /// <param name="unknowns">How many unknowns there are.</param>
    public static long[]? Solve(IEnumerable<long[]> equations, int unknowns)
    {
        var rows = equations.Select(e => e.Select(v => new Fraction(v, 1)).ToArray()).ToList();
        if (rows.Count < unknowns) return null;
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
        var solution = rows.Take(unknowns).Select((row, i) => row[unknowns] / row[i]).ToList();
        return solution.All(value => value.IsWhole) ? [.. solution.Select(value => (long)value.Numerator)] : null;
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
