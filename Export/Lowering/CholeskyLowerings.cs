namespace OnnxForge.Export;

/// <summary>The Cholesky factorization, column by column; a matrix that is not positive definite gives NaN.</summary>
internal static class CholeskyLowerings
{
    // self, upper
    [Lowering("aten::linalg_cholesky")]
    public static Value Factor(LoweringContext c) => FactorAndInfo(c)[0];

    // self, upper, check_errors
    [Lowering("aten::linalg_cholesky_ex")]
    public static IReadOnlyList<Value> FactorAndInfo(LoweringContext c)
    {
        int size = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize).Rows, rank = c.Rank(0);
        bool upper = c.Boolean(1);
        var a = upper ? c.TransposeMatrix(c.Input(0), rank) : c.Input(0);
        var pivots = new List<Value>();
        var columns = new List<Value>();
        for (int k = 0; k < size; k++)
        {
            pivots.Add(c.Block(a, k, k + 1, k, k + 1));
            var column = c.Divide(c.Block(a, 0, size, k, k + 1), c.SquareRoot(pivots[k]));
            columns.Add(c.Chosen(c.Mask(size, 1, (r, _) => r >= k), column));
            if (k < size - 1) a = c.Subtract(a, c.Multiply(columns[k], c.TransposeMatrix(columns[k], rank)));
        }
        var lower = c.Concatenate(columns, -1);
        var info = c.FirstFlag(c.Not(c.Greater(c.Concatenate(pivots, -2), 0)));
        return [upper ? c.TransposeMatrix(lower, rank) : lower, info];
    }

    // self (a factor), upper
    [Lowering("aten::cholesky_inverse")]
    public static Value Inverse(LoweringContext c)
    {
        int size = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize).Rows, rank = c.Rank(0);
        var lower = c.Boolean(1) ? c.TransposeMatrix(c.Input(0), rank) : c.Input(0);
        var inverse = TriangularLowerings.Solve(c, lower, c.IdentityMatrix(size, size, lower.Type), size, upper: false, unit: false);
        return c.MatrixProduct(c.TransposeMatrix(inverse, rank), inverse);
    }

    // self (right-hand sides), a factor, upper
    [Lowering("aten::cholesky_solve")]
    public static Value Solve(LoweringContext c)
    {
        int size = LoweringContext.MatrixSize(c.Shape(1), TriangularLowerings.LargestSize).Rows, rank = c.Rank(1);
        var factor = c.Input(1);
        var other = c.TransposeMatrix(factor, rank);
        var (lower, upper) = c.Boolean(2) ? (other, factor) : (factor, other);
        var half = TriangularLowerings.Solve(c, lower, c.Input(0), size, upper: false, unit: false);
        return TriangularLowerings.Solve(c, upper, half, size, upper: true, unit: false);
    }
}
