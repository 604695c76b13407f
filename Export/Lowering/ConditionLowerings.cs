namespace OnnxForge.Export;

/// <summary>Condition numbers of matrices; a singular one has an infinite one.</summary>
internal static class ConditionLowerings
{
    // self, p: the largest singular value by the smallest, or the norms of the matrix and of its inverse
    [Lowering("aten::linalg_cond", "aten::linalg_cond.p_str")]
    public static Value Condition(LoweringContext c)
    {
        if (!c.IsText(1) && (c.IsNone(1) || Math.Abs(c.Number(1)) == 2))
        {
            var values = SingularValues.Descending(c, c.Input(0), c.Shape(0));
            var (largest, smallest) = (c.Squeeze(c.Slice(values, -1, 0, 1), -1), c.Squeeze(c.Slice(values, -1, -1), -1));
            return c.IsNone(1) || c.Number(1) == 2 ? c.Divide(largest, smallest) : c.Divide(smallest, largest);
        }
        int size = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize).Rows;
        var lu = LuFactors.Of(c, c.Input(0), size, size, c.Rank(0));
        var inverse = lu.Solve(c.IdentityMatrix(size, size, lu.Packed.Type));
        var singular = c.Greater(c.FirstFlag(c.Equal(c.DiagonalColumn(lu.Packed, size), 0)), 0);
        return c.Where(singular, c.Scalar(double.PositiveInfinity, inverse.Type), c.Multiply(Norm(c, c.Input(0)), Norm(c, inverse)));
    }

    private static Value Norm(LoweringContext c, Value matrix)
    {
        var name = c.IsText(1) ? c.Text(1) : null;
        if (name == "fro") return c.SquareRoot(ReductionLowerings.ReduceOver(c, "ReduceSum", c.Multiply(matrix, matrix), [-2, -1], keep: false));
        if (name == "nuc") return ReductionLowerings.ReduceOver(c, "ReduceSum", SingularValues.Descending(c, matrix, c.Shape(0)), [-1], keep: false);
        double order = c.Number(1);
        var sums = ReductionLowerings.ReduceOver(c, "ReduceSum", c.Absolute(matrix), [double.IsInfinity(order) ? -1 : -2], keep: false);
        return ReductionLowerings.ReduceOver(c, order > 0 ? "ReduceMax" : "ReduceMin", sums, [-1], keep: false);
    }
}
