namespace OnnxForge.Export;

/// <summary>The QR factorization by Householder reflections I - tau v v^T with LAPACK's signs, and products with its Q.</summary>
internal static class QrLowerings
{
    // A, mode
    [Lowering("aten::linalg_qr")]
    public static IReadOnlyList<Value> Factor(LoweringContext c)
    {
        var (rows, columns) = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize);
        var mode = c.Text(1) ?? "reduced";
        var (r, vectors, scales) = Reflect(c, c.Input(0), rows, columns, c.Rank(0));
        int kept = mode == "complete" ? rows : Math.Min(rows, columns);
        var upper = c.Chosen(c.Mask(kept, columns, (i, j) => i <= j), kept < rows ? c.Block(r, 0, kept, 0, columns) : r);
        if (mode == "r") return [c.Constant(ConstantTensor.FromBytes(r.Type, [0], Array.Empty<byte>())), upper];
        return [FirstColumns(c, vectors, scales, Math.Min(rows, columns), rows, kept, c.Rank(0)), upper];
    }

    // R, and below its diagonal the vectors without their leading ones
    [Lowering("aten::geqrf")]
    public static IReadOnlyList<Value> Packed(LoweringContext c)
    {
        var (rows, columns) = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize);
        var (r, vectors, scales) = Reflect(c, c.Input(0), rows, columns, c.Rank(0));
        if (columns > rows) vectors = c.Concatenate([vectors, c.Block(r, 0, rows, rows, columns)], -1);
        return [c.Where(c.Mask(rows, columns, (i, j) => i <= j), r, vectors), c.Squeeze(scales, -1)];
    }

    // packed vectors, tau
    [Lowering("aten::linalg_householder_product")]
    public static Value Product(LoweringContext c)
    {
        var (rows, columns) = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize);
        var (vectors, scales, count) = Given(c, rows);
        return FirstColumns(c, vectors, scales, count, rows, columns, c.Rank(0));
    }

    // packed vectors, tau, other, left, transpose
    [Lowering("aten::ormqr")]
    public static Value Multiply(LoweringContext c)
    {
        int rows = LoweringContext.MatrixSize(c.Shape(0), TriangularLowerings.LargestSize).Rows, rank = c.Rank(0);
        bool left = c.Boolean(3, true), transpose = c.Boolean(4);
        var (vectors, scales, count) = Given(c, rows);
        var (outer, inner) = (vectors, Inner(c, vectors, scales, count, rank));
        if (transpose) (outer, inner) = (c.TransposeMatrix(inner, rank), c.TransposeMatrix(outer, rank));
        var other = c.Input(2);
        var change = left ? c.MatrixProduct(outer, c.MatrixProduct(inner, other)) : c.MatrixProduct(c.MatrixProduct(other, outer), inner);
        return c.Subtract(other, change);
    }

    /// <summary>R with what rounding leaves below its diagonal, the vectors as columns, and their tau as a column.</summary>
    public static (Value R, Value Vectors, Value Scales) Reflect(LoweringContext c, Value a, int rows, int columns, int rank)
    {
        (a, var unit) = SingularValues.Scaled(c, a);
        var (vectors, scales) = (new List<Value>(), new List<Value>());
        for (int k = 0; k < Math.Min(rows, columns); k++)
        {
            var (vector, scale) = Reflection(c, a, k, rows);
            vectors.Add(vector);
            scales.Add(scale);
            if (k < rows - 1) a = c.Subtract(a, c.Multiply(c.Multiply(scale, vector), c.MatrixProduct(c.TransposeMatrix(vector, rank), a)));
        }
        return (c.Multiply(a, unit), c.Concatenate(vectors, -1), c.Concatenate(scales, -2));
    }

    // beta = -sign(alpha) * norm, tau = (beta - alpha) / beta, v = x / (alpha - beta); no reflection where the rest of the column is zero
    private static (Value Vector, Value Scale) Reflection(LoweringContext c, Value a, int k, int rows)
    {
        var (zero, one) = (c.Scalar(0, a.Type), c.Scalar(1, a.Type));
        var alpha = c.Block(a, k, k + 1, k, k + 1);
        var below = c.Chosen(c.Mask(rows, 1, (r, _) => r > k), c.Block(a, 0, rows, k, k + 1));
        var rest = c.SumAlong(c.Multiply(below, below), -2);
        var still = c.Equal(rest, 0);
        var length = c.SquareRoot(c.Add(c.Multiply(alpha, alpha), rest));
        var beta = c.Where(c.Less(alpha, 0), length, c.Negate(length));
        var difference = c.Subtract(alpha, beta);
        var scale = c.Where(still, zero, c.Negate(c.Divide(difference, c.Where(still, one, beta))));
        var lead = c.Numbers(Enumerable.Range(0, rows).Select(r => r == k ? 1.0 : 0.0), a.Type, rows, 1);
        return (c.Add(c.Divide(below, c.Where(still, one, difference)), lead), scale);
    }

    // Q = I - V X with X = T V^T (Schreiber and Van Loan); T^-1 is the upper triangle of V^T V with 1 / tau on its diagonal (Puglisi)
    private static Value Inner(LoweringContext c, Value vectors, Value scales, int count, int rank)
    {
        var turned = c.TransposeMatrix(vectors, rank);
        return TriangularLowerings.Solve(c, c.Multiply(scales, c.MatrixProduct(turned, vectors)), c.Multiply(scales, turned), count, upper: true, unit: true);
    }

    private static Value FirstColumns(LoweringContext c, Value vectors, Value scales, int count, int rows, int columns, int rank)
    {
        var inner = Inner(c, vectors, scales, count, rank);
        if (columns < rows) inner = c.Block(inner, 0, count, 0, columns);
        return c.Subtract(c.IdentityMatrix(rows, columns, vectors.Type), c.MatrixProduct(vectors, inner));
    }

    // fewer numbers than vectors mean fewer reflections
    private static (Value Vectors, Value Scales, int Count) Given(LoweringContext c, int rows)
    {
        int count = (int)LoweringContext.Fixed(c.Shape(1)[^1]);
        var packed = c.Block(c.Input(0), 0, rows, 0, count);
        return (c.Where(c.Mask(rows, count, (r, i) => r > i), packed, c.IdentityMatrix(rows, count, packed.Type)), c.Unsqueeze(c.Input(1), -1), count);
    }
}
