namespace OnnxForge.Export;

/// <summary>The LU factorization and what is computed by it; a singular matrix gives infinities or NaN where libtorch throws.</summary>
internal static class LuLowerings
{
    // A, pivot
    [Lowering("aten::linalg_lu")]
    public static IReadOnlyList<Value> PermutationAndFactors(LoweringContext c)
    {
        var (lu, rows, columns) = Factored(c);
        return [lu.Permutation, .. Unpacked(c, lu.Packed, rows, columns)];
    }

    // A, pivot, check_errors
    [Lowering("aten::linalg_lu_factor", "aten::linalg_lu_factor_ex")]
    public static IReadOnlyList<Value> Packed(LoweringContext c)
    {
        var (lu, rows, columns) = Factored(c);
        int steps = Math.Min(rows, columns);
        return [lu.Packed, PivotRows(c, lu), c.FirstFlag(c.Equal(c.DiagonalColumn(c.Block(lu.Packed, 0, steps, 0, steps), steps), 0))];
    }

    // LU, pivots, unpack_data, unpack_pivots
    [Lowering("aten::lu_unpack")]
    public static IReadOnlyList<Value> Unpack(LoweringContext c)
    {
        var (rows, columns) = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize);
        var packed = c.Input(0);
        var nothing = c.Constant(ConstantTensor.FromBytes(packed.Type, [0], Array.Empty<byte>()));
        var permutation = c.Boolean(3, true) ? LuFactors.Given(c, packed, c.Input(1), Math.Min(rows, columns), rows, c.Rank(0)).Permutation : nothing;
        return [permutation, .. c.Boolean(2, true) ? Unpacked(c, packed, rows, columns) : [nothing, nothing]];
    }

    // LU, pivots, B, left, adjoint
    [Lowering("aten::linalg_lu_solve", "aten::linalg_lu_solve.out")]
    public static Value SolveFactored(LoweringContext c)
    {
        int size = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize).Rows;
        var lu = LuFactors.Given(c, c.Input(0), c.Input(1), size, size, c.Rank(0));
        return Solved(c, lu, c.Input(2), c.Boolean(3, true), c.Boolean(4), c.Rank(2), c.ResultShape().Count);
    }

    // A, B, left, check_errors
    [Lowering("aten::linalg_solve", "aten::linalg_solve_ex", "aten::_linalg_solve_ex")]
    public static IReadOnlyList<Value> Solve(LoweringContext c)
    {
        var (lu, rows, _) = Factored(c);
        int rank = c.Rank(1);
        bool vector = rank == 1 || (rank == c.Rank(0) - 1 && c.Shape(1).SequenceEqual(c.Shape(0).SkipLast(1)));
        var b = vector ? c.Unsqueeze(c.Input(1), rank) : c.Input(1);
        int wide = vector ? rank + 1 : rank;
        var x = Solved(c, lu, b, c.Boolean(2, true) || vector, false, wide, Math.Max(wide, c.Rank(0)));
        return [vector ? c.Squeeze(x, -1) : x, .. Kept(c), Info(c, lu, rows)];
    }

    // A, check_errors
    [Lowering("aten::linalg_inv", "aten::linalg_inv_ex", "aten::inverse")]
    public static IReadOnlyList<Value> Inverse(LoweringContext c)
    {
        var (lu, rows, _) = Factored(c);
        return [lu.Solve(c.IdentityMatrix(rows, rows, lu.Packed.Type)), Info(c, lu, rows)];
    }

    // self, ind: the first dimensions are the rows
    [Lowering("aten::linalg_tensorinv")]
    public static Value TensorInverse(LoweringContext c)
    {
        var size = Dimension.Of(c.Shape(0).Take((int)c.Integer(1, 2)).Aggregate(1L, (product, d) => product * LoweringContext.Fixed(d)));
        int rows = LoweringContext.MatrixSize([size, size], TriangularLowerings.LargestSize).Rows;
        var lu = LuFactors.Of(c, c.Reshape(c.Input(0), [size, size]), rows, rows, 2);
        return c.ReshapeToResult(lu.Solve(c.IdentityMatrix(rows, rows, lu.Packed.Type)));
    }

    [Lowering("aten::linalg_slogdet", "aten::_linalg_slogdet", "aten::slogdet")]
    public static IReadOnlyList<Value> SignAndLogarithm(LoweringContext c)
    {
        var (lu, rows, _) = Factored(c);
        var diagonal = c.DiagonalColumn(lu.Packed, rows);
        var sign = c.Squeeze(ReductionLowerings.ReduceOver(c, "ReduceProd", c.Op("Sign", [diagonal]), [-2], keep: true), -2, -1);
        var logarithm = c.Squeeze(c.SumAlong(c.Logarithm(c.Absolute(diagonal)), -2), -2, -1);
        return [c.Multiply(lu.Parity(), sign), logarithm, .. Kept(c)];
    }

    // NaN where the determinant is negative
    [Lowering("aten::logdet")]
    public static Value Logarithm(LoweringContext c)
    {
        var parts = SignAndLogarithm(c);
        return c.Where(c.Less(parts[0], 0), c.Scalar(double.NaN, parts[1].Type), parts[1]);
    }

    [Lowering("aten::det", "aten::linalg_det", "aten::_linalg_det")]
    public static IReadOnlyList<Value> Determinant(LoweringContext c)
    {
        if (c.ResultType != DataType.Double) return [c.Op("Det", [c.Input(0)]), .. Kept(c)];
        var (lu, rows, _) = Factored(c); // ONNX Runtime has Det for float32 alone
        var product = c.Squeeze(ReductionLowerings.ReduceOver(c, "ReduceProd", c.DiagonalColumn(lu.Packed, rows), [-2], keep: true), -2, -1);
        return [c.Multiply(lu.Parity(), product), .. Kept(c)];
    }

    // What an inner operator keeps for its gradient: libtorch factors the transpose of what lies row by row, and its solvers take columns.
    private static Value[] Kept(LoweringContext c)
    {
        if (!c.Operator.StartsWith("aten::_", StringComparison.Ordinal)) return [];
        int size = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize).Rows;
        var lu = LuFactors.Of(c, c.Tensor(0).Sample.is_contiguous() ? c.TransposeMatrix(c.Input(0), c.Rank(0)) : c.Input(0), size, size, c.Rank(0));
        return [lu.Packed, PivotRows(c, lu)];
    }

    // counted from 1
    private static Value PivotRows(LoweringContext c, LuFactors lu) => c.Cast(c.Add(c.Squeeze(c.Concatenate(lu.Pivots, -2), -1), c.Constant(ConstantTensor.Scalar(1L))), DataType.Int32);

    private static (LuFactors Factors, int Rows, int Columns) Factored(LoweringContext c)
    {
        if (c.Operator.StartsWith("aten::linalg_lu", StringComparison.Ordinal) && !c.Boolean(1, true)) throw LoweringContext.Refuse("an LU factorization without pivots; leave pivot at true");
        var (rows, columns) = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize);
        return (LuFactors.Of(c, c.Input(0), rows, columns, c.Rank(0)), rows, columns);
    }

    private static Value[] Unpacked(LoweringContext c, Value packed, int rows, int columns)
    {
        int steps = Math.Min(rows, columns);
        var left = columns > steps ? c.Block(packed, 0, rows, 0, steps) : packed;
        var right = rows > steps ? c.Block(packed, 0, steps, 0, columns) : packed;
        return [c.Where(c.Mask(rows, steps, (r, i) => r > i), left, c.IdentityMatrix(rows, steps, packed.Type)), c.Chosen(c.Mask(steps, columns, (r, i) => r <= i), right)];
    }

    // X A = B is A^T X^T = B^T
    private static Value Solved(LoweringContext c, LuFactors lu, Value b, bool left, bool adjoint, int rank, int resultRank) =>
        left ? lu.Solve(b, adjoint) : c.TransposeMatrix(lu.Solve(c.TransposeMatrix(b, rank), !adjoint), resultRank);

    private static Value Info(LoweringContext c, LuFactors lu, int size) => c.FirstFlag(c.Equal(c.DiagonalColumn(lu.Packed, size), 0));
}
