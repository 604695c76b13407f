namespace OnnxForge.Export;

/// <summary>What singular values and the eigenvalues of symmetric matrices decide, as far as it is unique.</summary>
internal static class SingularValueLowerings
{
    // A, driver
    [Lowering("aten::linalg_svdvals")]
    public static Value Values(LoweringContext c) => SingularValues.Descending(c, c.Input(0), c.Shape(0));

    // A, UPLO; A + s I with s not below A's norm has the singular values s + eigenvalue
    [Lowering("aten::linalg_eigvalsh")]
    public static Value Eigenvalues(LoweringContext c)
    {
        int size = LoweringContext.MatrixSize(c.Shape(0), SingularValues.LargestSize).Rows;
        var (a, unit) = SingularValues.Scaled(c, Symmetric(c, size, (c.Text(1) ?? "L") is "U" or "u"));
        var norm = ReductionLowerings.ReduceOver(c, "ReduceMax", c.SumAlong(c.Absolute(a), -1), [-2], keep: true);
        var shifted = c.Add(a, c.Multiply(norm, c.IdentityMatrix(size, size, a.Type)));
        var lengths = SingularValues.Lengths(c, SingularValues.Columns(c, shifted, Dimension.Of(size), size, c.Rank(0)));
        return SingularValues.Sorted(c, c.Squeeze(c.Multiply(c.Subtract(lengths, norm), unit), -2), Dimension.Of(size), largest: false);
    }

    // self, atol, rtol, hermitian
    [Lowering("aten::linalg_matrix_rank.atol_rtol_float", "aten::linalg_matrix_rank.atol_rtol_tensor")]
    public static Value Rank(LoweringContext c)
    {
        var values = SingularValues.Descending(c, Operand(c, 3), c.Shape(0));
        var largest = c.Slice(values, -1, 0, 1);
        return ReductionLowerings.ReduceOver(c, "ReduceSum", c.Cast(c.Greater(values, Cutoff(c, largest, 1)), DataType.Int64), [-1], keep: false);
    }

    // self, atol, rtol, hermitian
    [Lowering("aten::linalg_pinv.atol_rtol_float", "aten::linalg_pinv.atol_rtol_tensor")]
    public static Value PseudoInverse(LoweringContext c) => PseudoInverse(c, Operand(c, 3), largest => Cutoff(c, largest, 2));

    // self, rcond, hermitian
    [Lowering("aten::linalg_pinv")]
    public static Value PseudoInverseAbove(LoweringContext c) => PseudoInverse(c, Operand(c, 2), largest => c.Multiply(largest, c.Scalar(c.Number(1), largest.Type)));

    // self, b, rcond, driver; of all solutions the smallest one. What else libtorch returns depends on its driver
    [Lowering("aten::linalg_lstsq")]
    public static Value LeastSquares(LoweringContext c)
    {
        bool vector = c.Rank(1) == c.Rank(0) - 1 && c.Shape(1).SequenceEqual(c.Shape(0).SkipLast(1));
        var b = vector ? c.Unsqueeze(c.Input(1), -1) : c.Input(1);
        var inverse = PseudoInverse(c, c.Input(0), largest => c.Multiply(c.IsNone(2) ? Automatic(c, largest.Type) : c.Scalar(c.Number(2), largest.Type), largest));
        var solution = c.MatrixProduct(inverse, b);
        return vector ? c.Squeeze(solution, -1) : solution;
    }

    // V S^-2 V^T A^T, or A^T U S^-2 U^T where the columns are left singular vectors; singular values up to the cutoff count as none; in float64, since what the rotations leave is divided by the smallest of them twice
    private static Value PseudoInverse(LoweringContext c, Value matrix, Func<Value, Value> cutoff)
    {
        int rank = c.Rank(0);
        var given = matrix.Type;
        matrix = c.Cast(matrix, DataType.Double);
        var (tall, rows, columns) = SingularValues.Tall(c, matrix, c.Shape(0));
        var (a, unit) = SingularValues.Scaled(c, tall);
        var vectors = SingularValues.Columns(c, a, rows, columns, rank);
        var lengths = SingularValues.Lengths(c, vectors);
        var values = c.Multiply(lengths, unit);
        var counts = c.Greater(values, cutoff(ReductionLowerings.ReduceOver(c, "ReduceMax", values, [-1], keep: true)));
        var divisor = c.Where(counts, lengths, c.Scalar(1, a.Type));
        var directions = c.Chosen(counts, c.Divide(vectors, divisor));
        var weighted = c.Divide(c.Divide(directions, divisor), divisor);
        var (turned, back) = (c.TransposeMatrix(a, rank), c.TransposeMatrix(directions, rank));
        var product = rows.TryGetConstant(out _) ? c.MatrixProduct(weighted, c.MatrixProduct(back, turned)) : c.MatrixProduct(c.MatrixProduct(turned, weighted), back);
        var inverse = c.Divide(product, unit);
        return c.Cast(ReferenceEquals(tall, matrix) ? inverse : c.TransposeMatrix(inverse, rank), given);
    }

    private static Value Operand(LoweringContext c, int hermitian) =>
        c.Boolean(hermitian) ? Symmetric(c, LoweringContext.MatrixSize(c.Shape(0), SingularValues.LargestSize).Rows, false) : c.Input(0);

    // one triangle is read, as in LAPACK
    private static Value Symmetric(LoweringContext c, int size, bool upper)
    {
        var a = c.Input(0);
        return c.Where(c.Mask(size, size, (i, j) => upper ? i <= j : i >= j), a, c.TransposeMatrix(a, c.Rank(0)));
    }

    // max(atol, rtol * largest); rtol is the larger side times epsilon where neither is given
    private static Value Cutoff(LoweringContext c, Value largest, int dimensions)
    {
        var type = largest.Type;
        var automatic = Automatic(c, type);
        long[] axes = [.. Enumerable.Range(-dimensions, dimensions).Select(d => (long)d)];
        Value Given(int index) => c.IsTensor(index) ? c.Unsqueeze(c.Cast(c.Input(index), type), axes) : c.Scalar(c.Number(index), type);
        var absolute = c.IsNone(1) ? c.Scalar(0, type) : Given(1);
        var relative = !c.IsNone(2) ? Given(2) : c.IsNone(1) ? automatic : c.Where(c.Greater(absolute, 0), c.Scalar(0, type), automatic);
        return c.Maximum(absolute, c.Multiply(relative, largest));
    }

    // of the argument's precision, whatever is computed in
    private static Value Automatic(LoweringContext c, DataType type)
    {
        var larger = Dimension.Max(c.Shape(0)[^2], c.Shape(0)[^1]);
        double epsilon = c.Input(0).Type == DataType.Double ? Math.Pow(2, -52) : Math.Pow(2, -23);
        return larger.TryGetConstant(out long side) ? c.Scalar(side * epsilon, type) : c.Multiply(c.Cast(c.SizeScalar(larger), type), epsilon);
    }
}
