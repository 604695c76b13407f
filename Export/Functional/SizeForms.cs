namespace OnnxForge.Export;

/// <summary>An expression and its values at the traced sizes.</summary>
internal sealed record SizeColumn(Dimension Expression, long[] Values)
{
    public SizeColumn Zip(SizeColumn other, Func<Dimension, Dimension, Dimension> combine, Func<long, long, long> compute) =>
        new(combine(Expression, other.Expression), [.. Values.Zip(other.Values, compute)]);
}

/// <summary>The forms that an integer may have in terms of expressions whose values are known. Each determines its factors from some sizes and is checked on the others.</summary>
internal static class SizeForms
{
    // fewer sizes than these are traced only where the bounds allow no more, and then a fit holds at every size that there is
    private const int AlwaysEnough = 3;

    /// <summary>A sum of whole multiples of the columns' products of at most a degree, and of a whole number.</summary>
    public static Dimension? Polynomial(IReadOnlyList<SizeColumn> columns, long[] values, int degree)
    {
        var terms = Constant(values).Concat(columns).ToList();
        for (int i = 0; degree == 2 && i < columns.Count; i++)
            for (int j = columns.Count <= 3 ? i : i + 1; j < columns.Count; j++)
                terms.Add(columns[i].Zip(columns[j], (a, b) => a * b, (a, b) => a * b));
        return Sum(terms, values);
    }

    /// <summary>Half of a quadratic polynomial that is even everywhere, as <c>n*(n - 1)/2</c>.</summary>
    public static Dimension? Halves(IReadOnlyList<SizeColumn> columns, long[] values) => Polynomial(columns, [.. values.Select(v => checked(2 * v))], degree: 2)?.FloorDivide(2);

    /// <summary>A sum of whole multiples of the terms.</summary>
    public static Dimension? Sum(IReadOnlyList<SizeColumn> terms, long[] values)
    {
        if (terms.Count >= values.Length && values.Length > AlwaysEnough) return null; // nothing left to check the fit with
        var equations = values.Select((value, row) => (long[])[.. terms.Select(t => t.Values[row]), value]);
        if (RationalEquations.Solve(equations, terms.Count) is not { } factors) return null;
        return factors.Zip(terms, (factor, term) => term.Expression * factor).Aggregate((a, b) => a + b);
    }

    /// <summary>A whole multiple of an expression, and a whole number added.</summary>
    public static Dimension? Line(SizeColumn column, long[] values) => LineFactors(column.Values, values) is var (factor, shift) ? column.Expression * factor + shift : null;

    private static (long Factor, long Shift)? LineFactors(long[] column, long[] values)
    {
        int other = Array.FindIndex(column, v => v != column[0]);
        if (other < 0) return null;
        long step = column[other] - column[0], rise = values[other] - values[0];
        if (rise == 0 || rise % step != 0) return null;
        long factor = rise / step, shift = values[0] - factor * column[0];
        for (int i = 0; i < values.Length; i++)
            if (factor * column[i] + shift != values[i]) return null;
        return (factor, shift);
    }

    /// <summary>Whole multiples of two expressions and a whole number.</summary>
    public static Dimension? Plane(SizeColumn a, SizeColumn b, long[] values) =>
        PlaneFactors(a.Values, b.Values, values) is var (first, second, shift) ? a.Expression * first + b.Expression * second + shift : null;

    /// <summary>Whole multiples of a column and of the floor of a quotient of it, and a whole number: strides, halves, remainders, padding to a multiple.</summary>
    /// <param name="columns">Of which floors are taken; the earlier ones are preferred.</param>
    /// <param name="values">The values.</param>
    /// <param name="most">The largest divisor.</param>
    public static Dimension? FloorOf(IReadOnlyList<SizeColumn> columns, long[] values, long most)
    {
        const long mostOfMultiples = 8;
        if (values.Length <= AlwaysEnough) return null;
        for (long divisor = 2; divisor <= most; divisor++)
            foreach (var column in columns)
                for (long multiple = 1; multiple < (divisor <= mostOfMultiples ? divisor : 2); multiple++)
                    if (FloorOf(column, values, multiple, divisor) is { } fit) return fit;
        return null;
    }

    private static Dimension? FloorOf(SizeColumn column, long[] values, long multiple, long divisor)
    {
        if (column.Values.Any(v => v < 0)) return null;
        var floors = new long[values.Length];
        // where the sizes do not tell shifts apart, rounding down is preferred, then rounding up, then to the nearest
        foreach (long shift in new[] { 0, divisor - 1, divisor / 2 }.Concat(Enumerable.Range(1, (int)divisor - 1).Select(s => (long)s)).Distinct())
        {
            for (int i = 0; i < floors.Length; i++) floors[i] = (multiple * column.Values[i] + shift) / divisor;
            if (PlaneFactors(column.Values, floors, values) is not var (own, ofFloor, constant) || ofFloor == 0) continue;
            return column.Expression * own + (column.Expression * multiple + shift).FloorDivide(divisor) * ofFloor + constant;
        }
        return null;
    }

    private static (long First, long Second, long Shift)? PlaneFactors(long[] a, long[] b, long[] values)
    {
        if (values.Length <= AlwaysEnough) return null;
        (Int128 A, Int128 B, Int128 Value) Step(int i) => (a[i] - a[0], b[i] - b[0], values[i] - values[0]);
        int pivot = Array.FindIndex(a, v => v != a[0]);
        if (pivot < 0) return null;
        var p = Step(pivot);
        for (int i = 1; i < values.Length; i++)
        {
            var q = Step(i);
            var determinant = p.A * q.B - q.A * p.B;
            if (determinant == 0) continue;
            var (first, second) = (p.Value * q.B - q.Value * p.B, p.A * q.Value - q.A * p.Value);
            if (first % determinant != 0 || second % determinant != 0) return null;
            (long x, long y) = ((long)(first / determinant), (long)(second / determinant));
            long shift = values[0] - x * a[0] - y * b[0];
            for (int row = 0; row < values.Length; row++)
                if (x * a[row] + y * b[row] + shift != values[row]) return null;
            return (x, y, shift);
        }
        return LineFactors(b, values) is var (factor, offset) ? (0, factor, offset) : null; // one is a multiple of the other
    }

    private static SizeColumn[] Constant(long[] values) => [new(Dimension.Of(1), [.. values.Select(_ => 1L)])];
}
