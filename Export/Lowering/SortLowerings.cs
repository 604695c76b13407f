namespace OnnxForge.Export;

/// <summary>Sorting, ranks, and places in sorted boundaries. Among equal values the lower position comes first.</summary>
internal static class SortLowerings
{
    [Lowering("aten::topk")]
    public static IReadOnlyList<Value> Largest(LoweringContext c)
    {
        if (c.Rank(0) == 0) return [c.Input(0), c.Constant(ConstantTensor.Scalar(0L))];
        return Ordered(c, c.Input(0), c.SizeVector([c.Size(1)]), c.IsNone(2) ? c.Rank(0) - 1 : c.Axis(2), c.Boolean(3, true), c.Boolean(4, true));
    }

    [Lowering("aten::sort", "aten::sort.stable")]
    public static IReadOnlyList<Value> Sort(LoweringContext c)
    {
        int first = c.Operator == "aten::sort.stable" ? 2 : 1;
        return Sorted(c, first, first + 1);
    }

    [Lowering("aten::argsort", "aten::argsort.stable")]
    public static Value SortPositions(LoweringContext c)
    {
        int first = c.Operator == "aten::argsort.stable" ? 2 : 1;
        return Sorted(c, first, first + 1)[1];
    }

    [Lowering("aten::msort")]
    public static Value SortRows(LoweringContext c) => c.Rank(0) == 0 ? c.Input(0) : Ordered(c, c.Input(0), c.SizeVector([c.Shape(0)[0]]), 0, false, true)[0];

    // self, k, dim, keepdim; the smallest value of rank k, counted from 1
    [Lowering("aten::kthvalue")]
    public static IReadOnlyList<Value> RankedValue(LoweringContext c)
    {
        if (c.Rank(0) == 0) return [c.Input(0), c.Constant(ConstantTensor.Scalar(0L))];
        int axis = c.IsNone(2) ? c.Rank(0) - 1 : c.Axis(2);
        var smallest = Ordered(c, c.Input(0), c.SizeVector([c.Size(1)]), axis, false, true);
        return [.. smallest.Select(v => Last(c, v, axis, c.Boolean(3)))];
    }

    // the lower one of two middle values; NaN when one is there
    [Lowering("aten::median")]
    public static Value Median(LoweringContext c)
    {
        var flat = c.Op("Reshape", [c.Input(0), c.Int64s(-1)]);
        var count = c.Shape(0).Aggregate(Dimension.Of(1), (a, b) => a * b);
        return Middle(c, flat, 0, count, keep: false);
    }

    // the position among equal values is not defined, so it has no ONNX form
    [Lowering("aten::median.dim")]
    public static Value MedianOfDimension(LoweringContext c) => c.Rank(0) == 0 ? c.Input(0) : Middle(c, c.Input(0), c.Axis(1), c.Shape(0)[c.Axis(1)], c.Boolean(2));

    // self (or sequence first), boundaries, out_int32, right
    [Lowering("aten::bucketize.Tensor", "aten::bucketize.Scalar")]
    public static Value Bucket(LoweringContext c) => Places(c, 1, 0, c.Boolean(3));

    // sequence, values, out_int32, right, side, sorter
    [Lowering("aten::searchsorted.Tensor", "aten::searchsorted.Scalar")]
    public static Value SearchSorted(LoweringContext c)
    {
        if (!c.IsNone(5)) throw LoweringContext.Refuse("searchsorted with a sorter; sort the sequence first");
        return Places(c, 0, 1, c.Boolean(3) || c.Text(4) == "right");
    }

    // how many boundaries lie below a value, or not above it
    private static Value Places(LoweringContext c, int sequence, int searched, bool right)
    {
        var type = PointwiseLowerings.CommonType(c, sequence, searched);
        var (boundaries, values) = (c.Cast(c.Input(sequence), type), PointwiseLowerings.Operand(c, searched, type));
        int boundariesRank = c.Rank(sequence), valuesRank = c.IsTensor(searched) ? c.Rank(searched) : 0;
        var wide = boundariesRank == 1 ? boundaries : c.Unsqueeze(boundaries, boundariesRank - 1);
        var column = c.Unsqueeze(values, valuesRank);
        Value below;
        if (TorchTypes.IsFloating(boundaries.Type)) below = c.Not(right ? c.Greater(wide, column) : c.GreaterOrEqual(wide, column)); // NaN comes last
        else below = right ? c.LessOrEqual(wide, column) : c.Less(wide, column);
        return ReductionLowerings.ReduceOver(c, "ReduceSum", c.Cast(below, c.ResultType), [valuesRank], keep: false); // -1 would keep the dimension where there are no elements
    }

    private static IReadOnlyList<Value> Sorted(LoweringContext c, int axisArgument, int descendingArgument)
    {
        if (c.Rank(0) == 0) return [c.Input(0), c.Constant(ConstantTensor.Scalar(0L))];
        int axis = c.IsNone(axisArgument) ? c.Rank(0) - 1 : c.Axis(axisArgument);
        return Ordered(c, c.Input(0), c.SizeVector([c.Shape(0)[axis]]), axis, c.Boolean(descendingArgument), true);
    }

    /// <summary>The smallest values along a dimension, in order.</summary>
    public static Value Ascending(LoweringContext c, Value x, Value count, int axis) => Ordered(c, x, count, axis, false, true)[0];

    private static IReadOnlyList<Value> Ordered(LoweringContext c, Value x, Value count, int axis, bool largest, bool sorted)
    {
        bool flag = x.Type == DataType.Bool;
        var results = c.Ops("TopK", [flag ? c.Cast(x, DataType.Int32) : x, count], [flag ? DataType.Int32 : x.Type, DataType.Int64],
            [new IntAttribute("axis", axis), new IntAttribute("largest", largest ? 1 : 0), new IntAttribute("sorted", sorted ? 1 : 0)]);
        return flag ? [c.Cast(results[0], DataType.Bool), results[1]] : results;
    }

    private static Value Middle(LoweringContext c, Value x, int axis, Dimension count, bool keep)
    {
        if (count.TryGetConstant(out long values) && values == 0)
            return TorchTypes.IsFloating(x.Type) ? c.Filled(double.NaN, x.Type, c.ResultShape()) : throw LoweringContext.Refuse("the median of no integers");
        var rank = (count + 1).FloorDivide(2);
        var middle = Last(c, Ordered(c, x, c.SizeVector([rank]), axis, false, true)[0], axis, keep);
        if (!TorchTypes.IsFloating(x.Type)) return middle;
        return c.Where(ReductionLowerings.AnyMissing(c, x, [axis], keep), c.Scalar(double.NaN, x.Type), middle);
    }

    private static Value Last(LoweringContext c, Value sorted, int axis, bool keep)
    {
        var last = c.Slice(sorted, axis, -1);
        return keep ? last : c.Squeeze(last, axis);
    }
}
