namespace OnnxForge.Export;

/// <summary>Distances and similarities of vectors.</summary>
internal static class DistanceLowerings
{
    // [..., rows, width] and [..., others, width] to [..., rows, others]
    [Lowering("aten::cdist", "aten::_cdist_forward")]
    public static Value PairsOfSets(LoweringContext c)
    {
        int rank = Math.Max(c.Rank(0), c.Rank(1));
        var difference = c.Subtract(c.Unsqueeze(c.Input(0), c.Rank(0) - 1), c.Unsqueeze(c.Input(1), c.Rank(1) - 2));
        return StatisticsLowerings.Norm(c, difference, c.Number(2, 2), [rank], false);
    }

    // gradient [..., rows, others], rows, others, the norm's order, distances; by the rows
    [Lowering("aten::_cdist_backward")]
    public static Value GradientByRows(LoweringContext c)
    {
        double order = c.Number(3);
        int rank = c.Rank(1);
        if (order == 0) return c.Filled(0, c.ResultType, c.Shape(1));
        var difference = c.Subtract(c.Unsqueeze(c.Input(1), rank - 1), c.Unsqueeze(c.Input(2), rank - 2));
        Value distance = c.Unsqueeze(c.Input(4), rank), zero = c.Scalar(0, difference.Type), size = c.Absolute(difference), sign = c.Op("Sign", [difference]);
        var slope = order switch
        {
            1 => sign,
            2 => c.Divide(difference, distance),
            double.PositiveInfinity => c.Where(c.Equal(size, distance), sign, zero),
            _ => c.Multiply(sign, c.Power(c.Divide(size, distance), order - 1)),
        };
        if (order is not (1 or double.PositiveInfinity)) slope = c.Where(c.Equal(order < 1 ? c.Multiply(size, distance) : distance, 0), zero, slope);
        return ReductionLowerings.ReduceOver(c, "ReduceSum", c.Multiply(c.Unsqueeze(c.Input(0), rank), slope), [rank - 1], keep: false);
    }

    // the distance of every pair of rows, the first row's first
    [Lowering("aten::pdist", "aten::_pdist_forward")]
    public static Value PairsOfRows(LoweringContext c)
    {
        if (!c.Shape(0)[0].TryGetConstant(out long rows)) throw LoweringContext.Refuse("pdist over a dynamic number of rows");
        var pairs = from i in Enumerable.Range(0, (int)rows) from j in Enumerable.Range(i + 1, (int)rows - i - 1) select ((long)i, (long)j);
        var (first, second) = (c.Int64s([.. pairs.Select(p => p.Item1)]), c.Int64s([.. pairs.Select(p => p.Item2)]));
        return StatisticsLowerings.Norm(c, c.Subtract(c.Gather(c.Input(0), first, 0), c.Gather(c.Input(0), second, 0)), c.Number(1, 2), [1], false);
    }

    // each side divided by its length, which is at least epsilon
    [Lowering("aten::cosine_similarity")]
    public static Value Cosine(LoweringContext c)
    {
        var shape = LoweringContext.Broadcast(c.Shape(0), c.Shape(1));
        int axis = LoweringContext.Wrap(c.Integer(2, 1), shape.Count);
        Value Unit(int index)
        {
            var x = c.Cast(c.Input(index), c.ResultType);
            if (!c.Shape(index).SequenceEqual(shape)) x = c.Expand(x, shape);
            var length = StatisticsLowerings.Norm(c, x, 2, [axis], true);
            return c.Divide(x, c.Maximum(length, c.Scalar(c.Number(3, 1e-8), x.Type)));
        }
        return ReductionLowerings.ReduceOver(c, "ReduceSum", c.Multiply(Unit(0), Unit(1)), [axis], false);
    }
}
