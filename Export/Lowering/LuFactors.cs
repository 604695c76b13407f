namespace OnnxForge.Export;

/// <summary>A matrix as P L U by Gaussian elimination; each column's pivot is the row of its largest absolute value, the first of them, as in LAPACK.</summary>
internal sealed class LuFactors
{
    private readonly LoweringContext c;
    private readonly int rows;
    private readonly int rank;

    /// <param name="c">Where nodes go.</param>
    /// <param name="packed">U, and below its diagonal L.</param>
    /// <param name="pivots">The row exchanged with row k at step k, counted from 0, each <c>[..., 1, 1]</c>.</param>
    /// <param name="order">Where each row of L U stands in the matrix, <c>[..., rows, 1]</c>.</param>
    /// <param name="rows">The rows of the matrix.</param>
    /// <param name="rank">The number of dimensions, batches included.</param>
    private LuFactors(LoweringContext c, Value packed, IReadOnlyList<Value> pivots, Value order, int rows, int rank)
    {
        (this.c, this.rows, this.rank) = (c, rows, rank);
        (Packed, Pivots, Order) = (packed, pivots, order);
    }

    public Value Packed { get; }

    public IReadOnlyList<Value> Pivots { get; }

    public Value Order { get; }

    /// <summary>The permutation P, in the factors' type.</summary>
    public Value Permutation => c.Cast(c.Equal(Places(c, rows), c.TransposeMatrix(Order, rank)), Packed.Type);

    public static LuFactors Of(LoweringContext c, Value a, int rows, int columns, int rank)
    {
        var pivots = new List<Value>();
        Value? order = null;
        var shape = c.Op("Shape", [a], type: DataType.Int64);
        for (int k = 0; k < Math.Min(rows, columns); k++)
        {
            var largest = c.Op("ArgMax", [c.Absolute(c.Block(a, k, rows, k, k + 1))], [new IntAttribute("axis", -2)], DataType.Int64);
            pivots.Add(c.Add(largest, c.Constant(ConstantTensor.Scalar((long)k))));
            var exchange = Exchange(c, pivots[k], k, rows);
            order = Apply(c, order, exchange);
            if (k == rows - 1) break;
            a = c.Op("GatherElements", [a, c.Op("Expand", [exchange, shape])], [new IntAttribute("axis", -2)]);
            a = Eliminate(c, a, k, rows, columns);
        }
        return new LuFactors(c, a, pivots, order!, rows, rank);
    }

    /// <summary>Factors that the function was given: packed, with pivots from 1 as <c>[..., steps]</c>.</summary>
    public static LuFactors Given(LoweringContext c, Value packed, Value pivots, int steps, int rows, int rank)
    {
        var column = c.Subtract(c.Cast(c.Unsqueeze(pivots, -1), DataType.Int64), c.Constant(ConstantTensor.Scalar(1L)));
        var each = Enumerable.Range(0, steps).Select(k => c.Block(column, k, k + 1, 0, 1)).ToList();
        Value? order = null;
        for (int k = 0; k < steps; k++) order = Apply(c, order, Exchange(c, each[k], k, rows));
        return new LuFactors(c, packed, each, order!, rows, rank);
    }

    /// <summary>The solution of A X = B, or of A^T X = B.</summary>
    public Value Solve(Value b, bool transposed = false)
    {
        if (!transposed)
        {
            var permuted = c.MatrixProduct(c.Cast(c.Equal(Order, c.Int64s([.. Enumerable.Range(0, rows).Select(i => (long)i)])), Packed.Type), b);
            return TriangularLowerings.Solve(c, Packed, TriangularLowerings.Solve(c, Packed, permuted, rows, upper: false, unit: true), rows, upper: true, unit: false);
        }
        var turned = c.TransposeMatrix(Packed, rank);
        var half = TriangularLowerings.Solve(c, turned, b, rows, upper: false, unit: false);
        return c.MatrixProduct(Permutation, TriangularLowerings.Solve(c, turned, half, rows, upper: true, unit: true));
    }

    /// <summary>1 for an even number of exchanges, -1 for an odd one, <c>[...]</c>.</summary>
    public Value Parity()
    {
        var moved = c.Not(c.Equal(c.Concatenate(Pivots, -2), Places(c, Pivots.Count)));
        var count = c.Squeeze(c.SumAlong(c.Cast(moved, DataType.Int64), -2), -2, -1);
        var odd = c.Cast(c.Op("Mod", [count, c.Constant(ConstantTensor.Scalar(2L))]), Packed.Type);
        return c.Subtract(c.Scalar(1, odd.Type), c.Multiply(odd, 2));
    }

    private static Value Places(LoweringContext c, int count) => c.Indices(Enumerable.Range(0, count).Select(i => (long)i), count, 1);

    private static Value Exchange(LoweringContext c, Value pivot, int k, int rows)
    {
        var places = Places(c, rows);
        var other = c.Where(c.Equal(places, pivot), c.Constant(ConstantTensor.Scalar((long)k)), places);
        return c.Where(c.Mask(rows, 1, (r, _) => r == k), pivot, other);
    }

    private static Value Apply(LoweringContext c, Value? order, Value exchange) => order is null ? exchange : c.Op("GatherElements", [order, exchange], [new IntAttribute("axis", -2)]);

    // a pivot of zero stands above zeros alone, which stay
    private static Value Eliminate(LoweringContext c, Value a, int k, int rows, int columns)
    {
        var pivot = c.Block(a, k, k + 1, k, k + 1);
        var divisor = c.Where(c.Equal(pivot, 0), c.Scalar(1, a.Type), pivot);
        var factors = c.Chosen(c.Mask(rows, 1, (r, _) => r > k), c.Divide(c.Block(a, 0, rows, k, k + 1), divisor));
        var row = c.Chosen(c.Mask(1, columns, (_, i) => i > k), c.Block(a, k, k + 1, 0, columns));
        return c.Where(c.Mask(rows, columns, (r, i) => r > k && i == k), factors, c.Subtract(a, c.Multiply(factors, row)));
    }
}
