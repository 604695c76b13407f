namespace OnnxForge.Export;

/// <summary>
/// Singular values by one-sided Jacobi rotations (Hestenes) of the columns of R^T, where A = Q R: all pairs of a round at once, in a round-robin of rounds, for a number
/// of sweeps that suffices whatever the data, because the last ones converge quadratically. The factorization first keeps that number small (Drmač and Veselić); where the number
/// of rows is dynamic, so that it cannot be unrolled, the columns of A itself are rotated, in more sweeps.
/// </summary>
internal static class SingularValues
{
    /// <summary>The largest smaller side of a matrix whose singular values are unrolled.</summary>
    public const int LargestSize = 16;

    /// <summary>A^T where A is wide, so that it has as many rows as columns or more; a dynamic side becomes the rows, however many they are.</summary>
    public static (Value Tall, Dimension Rows, int Columns) Tall(LoweringContext c, Value a, IReadOnlyList<Dimension> shape)
    {
        var (rows, columns) = (shape[^2], shape[^1]);
        bool wide = !columns.TryGetConstant(out long width) || rows.TryGetConstant(out long height) && height < width;
        if (wide) (rows, columns) = (columns, rows);
        int unrolled = LoweringContext.MatrixSize([rows.TryGetConstant(out _) ? rows : columns, columns], LargestSize).Columns;
        return (wide ? c.TransposeMatrix(a, shape.Count) : a, rows, unrolled);
    }

    /// <summary>Orthogonal columns, each a right singular vector of a tall matrix times its singular value, or a left one where the number of rows is dynamic; their order and signs are of no
    /// account.</summary>
    public static Value Columns(LoweringContext c, Value tall, Dimension rows, int columns, int rank)
    {
        var x = tall;
        int sweeps = (int)Math.Ceiling(Math.Log2(columns)) + 8;
        if (rows.TryGetConstant(out long fixedRows))
        {
            var r = c.Block(QrLowerings.Reflect(c, tall, (int)fixedRows, columns, rank).R, 0, columns, 0, columns);
            x = c.TransposeMatrix(c.Chosen(c.Mask(columns, columns, (i, j) => i <= j), r), rank);
            sweeps -= 4;
        }
        for (int sweep = 0; sweep < sweeps; sweep++)
            foreach (var partners in Rounds(columns)) x = Rotate(c, x, partners);
        return x;
    }

    /// <summary>The lengths of columns, <c>[..., 1, columns]</c>.</summary>
    public static Value Lengths(LoweringContext c, Value columns) => c.SquareRoot(c.SumAlong(c.Multiply(columns, columns), -2));

    /// <summary>The singular values of a matrix, <c>[..., count]</c>, the largest first.</summary>
    public static Value Descending(LoweringContext c, Value a, IReadOnlyList<Dimension> shape)
    {
        var (tall, rows, columns) = Tall(c, a, shape);
        var (scaled, unit) = Scaled(c, tall);
        return Sorted(c, c.Squeeze(c.Multiply(Lengths(c, Columns(c, scaled, rows, columns, shape.Count)), unit), -2), Dimension.Min(rows, Dimension.Of(columns)), largest: true);
    }

    public static Value Sorted(LoweringContext c, Value values, Dimension count, bool largest) =>
        c.Ops("TopK", [values, c.SizeVector([count])], [values.Type, DataType.Int64], [new IntAttribute("axis", -1), new IntAttribute("largest", largest ? 1 : 0), new IntAttribute("sorted", 1)])[0];

    /// <summary>A matrix whose largest element is 1, so that squares neither overflow nor vanish, and what that one was, <c>[..., 1, 1]</c>.</summary>
    public static (Value Scaled, Value Unit) Scaled(LoweringContext c, Value a)
    {
        var largest = ReductionLowerings.ReduceOver(c, "ReduceMax", c.Absolute(a), [-2, -1], keep: true);
        var unit = c.Where(c.Equal(largest, 0), c.Scalar(1, a.Type), largest);
        return (c.Divide(a, unit), unit);
    }

    // tan of the angle that makes columns p and q orthogonal: 2 p.q / (|d| + sqrt(d^2 + 4 (p.q)^2)) with d = q.q - p.p, and d's sign (Rutishauser)
    private static Value Rotate(LoweringContext c, Value x, int[] partners)
    {
        int count = partners.Length;
        var other = c.Gather(x, c.Int64s([.. partners.Select(p => (long)p)]), -1);
        var difference = c.Subtract(c.SumAlong(c.Multiply(other, other), -2), c.SumAlong(c.Multiply(x, x), -2));
        var factors = c.Numbers(partners.Select((p, i) => p == i ? 0.0 : 2.0), x.Type, 1, count); // who has no partner rests
        var twice = c.Multiply(c.SumAlong(c.Multiply(x, other), -2), factors);
        var sum = c.Add(c.Absolute(difference), c.SquareRoot(c.Add(c.Multiply(difference, difference), c.Multiply(twice, twice))));
        var first = c.Numbers(partners.Select((p, i) => i < p ? 1.0 : -1.0), x.Type, 1, count);
        var sign = c.Where(c.Equal(difference, 0), first, c.Op("Sign", [difference]));
        var tangent = c.Divide(c.Multiply(twice, sign), c.Where(c.Equal(sum, 0), c.Scalar(1, x.Type), sum));
        var cosine = c.Op("Reciprocal", [c.SquareRoot(c.Add(c.Multiply(tangent, tangent), c.Scalar(1, x.Type)))]);
        return c.Multiply(cosine, c.Subtract(x, c.Multiply(other, tangent)));
    }

    // each round gives every column its partner, so that all pairs have met after the last; of an odd number one rests
    private static IEnumerable<int[]> Rounds(int count)
    {
        int even = count + count % 2;
        var ring = Enumerable.Range(0, even).ToList();
        for (int round = 0; round < even - 1 && count > 1; round++)
        {
            var partners = Enumerable.Range(0, count).ToArray();
            for (int i = 0; i < even / 2; i++)
            {
                var (p, q) = (ring[i], ring[even - 1 - i]);
                if (p < count && q < count) (partners[p], partners[q]) = (q, p);
            }
            yield return partners;
            ring = [ring[0], ring[^1], .. ring[1..^1]];
        }
    }
}
