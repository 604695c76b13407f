namespace OnnxForge.Export;

/// <summary>Matrices made of others: the exponential, powers of a vector, blocks on a diagonal.</summary>
internal static class MatrixFunctionLowerings
{
    private const int Degree = 18;
    private const int MostSquarings = 16;

    // exp(A) = exp(A / 2^s)^(2^s), a Taylor polynomial at norms up to theta (Bader, Blanes and Casas); NaN where the norm is above theta 2^16
    [Lowering("aten::matrix_exp", "aten::linalg_matrix_exp")]
    public static Value Exponential(LoweringContext c)
    {
        int size = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize).Rows;
        var a = c.Input(0);
        double theta = a.Type == DataType.Double ? 1.090863719290036 : 3.010066362817634;
        var norm = ReductionLowerings.ReduceOver(c, "ReduceMax", c.SumAlong(c.Absolute(a), -2), [-1], keep: true);
        var squarings = c.Maximum(c.Op("Ceil", [c.Multiply(c.Logarithm(c.Multiply(norm, 1 / theta)), 1 / Math.Log(2))]), c.Scalar(0, a.Type));
        var x = c.Multiply(a, c.Op("Pow", [c.Scalar(0.5, a.Type), squarings]));
        var one = c.IdentityMatrix(size, size, a.Type);
        var result = c.Add(one, c.Multiply(x, 1.0 / Degree));
        for (int k = Degree - 1; k > 0; k--) result = c.Add(one, c.Multiply(c.MatrixProduct(x, result), 1.0 / k));
        for (int i = 0; i < MostSquarings; i++) result = c.Where(c.Greater(squarings, i), c.MatrixProduct(result, result), result);
        return c.Where(c.Greater(squarings, MostSquarings), c.Scalar(double.NaN, a.Type), result);
    }

    // x, N, increasing
    [Lowering("aten::vander")]
    public static Value Powers(LoweringContext c)
    {
        int count = (int)(c.IsNone(1) ? LoweringContext.Fixed(c.Shape(0)[0]) : c.Integer(1));
        var exponents = Enumerable.Range(0, count).Select(i => (double)(c.Boolean(2) ? i : count - 1 - i));
        return c.Op("Pow", [c.Unsqueeze(c.Cast(c.Input(0), c.ResultType), 1), c.Numbers(exponents, c.ResultType, count)]);
    }

    [Lowering("aten::block_diag")]
    public static Value Diagonal(LoweringContext c)
    {
        var one = Dimension.Of(1);
        var blocks = c.TensorList(0).Select(t => (Value: c.Cast(c.ValueOf(t), c.ResultType), Shape: t.Shape.Select(d => d ?? throw LoweringContext.Refuse("blocks whose sizes depend on the data")).ToList())).ToList();
        var total = c.ResultShape()[1];
        var before = Dimension.Of(0);
        var rows = new List<Value>();
        foreach (var (value, shape) in blocks)
        {
            var (height, width) = shape.Count switch { 0 => (one, one), 1 => (one, shape[0]), _ => (shape[0], shape[1]) };
            var block = shape.Count == 2 ? value : c.Reshape(value, [height, width]);
            rows.Add(c.Concatenate([c.Filled(0, c.ResultType, [height, before]), block, c.Filled(0, c.ResultType, [height, total - before - width])], 1));
            before += width;
        }
        return c.Concatenate(rows, 0);
    }
}
