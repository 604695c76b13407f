namespace OnnxForge.Export;

/// <summary>Triangular systems, by substitution row by row.</summary>
internal static class TriangularLowerings
{
    /// <summary>The largest smaller side of a matrix whose factorization is unrolled.</summary>
    public const int LargestSize = 32;

    // A, B, upper, left, unitriangular; a zero on the diagonal gives infinities or NaN
    [Lowering("aten::linalg_solve_triangular", "aten::linalg_solve_triangular.out")]
    public static Value Solve(LoweringContext c)
    {
        int size = LoweringContext.MatrixSize(c.Shape(0), LargestSize).Rows;
        bool upper = c.Boolean(2), left = c.Boolean(3, true), unit = c.Boolean(4);
        var result = c.ResultShape();
        var (a, b) = (c.Input(0), c.Shape(1).SequenceEqual(result) ? c.Input(1) : c.Expand(c.Input(1), result));
        if (left) return Solve(c, a, b, size, upper, unit);
        var turned = Solve(c, c.TransposeMatrix(a, c.Rank(0)), c.TransposeMatrix(b, result.Count), size, !upper, unit);
        return c.TransposeMatrix(turned, result.Count);
    }

    /// <summary>The solution X of A X = B; the other triangle of A, and the diagonal of a unit one, are not read. B has as many batches as the solution where A is a unit one.</summary>
    public static Value Solve(LoweringContext c, Value a, Value b, int size, bool upper, bool unit)
    {
        if (!unit)
        {
            var diagonal = c.DiagonalColumn(a, size);
            (a, b) = (c.Divide(a, diagonal), c.Divide(b, diagonal));
        }
        if (size == 1) return b;
        var rows = c.Ops("Split", [b, c.Int64s([.. Enumerable.Repeat(1L, size)])], [.. Enumerable.Repeat(b.Type, size)], [new IntAttribute("axis", -2)]);
        Value? known = null;
        foreach (int i in upper ? Enumerable.Range(0, size).Reverse() : Enumerable.Range(0, size))
        {
            if (known is null) known = rows[i];
            else
            {
                var factors = upper ? c.Block(a, i, i + 1, i + 1, size) : c.Block(a, i, i + 1, 0, i);
                var row = c.Subtract(rows[i], c.MatrixProduct(factors, known));
                known = c.Concatenate(upper ? [row, known] : [known, row], -2);
            }
        }
        return known!;
    }
}
