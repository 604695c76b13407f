namespace OnnxForge.Export;

/// <summary>Quantiles, medians that leave NaN out, and the most frequent value.</summary>
internal static class QuantileLowerings
{
    // self, q, dim, keepdim, interpolation between the two neighbours of q * (n - 1)
    [Lowering("aten::quantile.scalar", "aten::quantile", "aten::nanquantile.scalar", "aten::nanquantile")]
    public static Value Quantile(LoweringContext c)
    {
        bool skipsMissing = c.Name == "nanquantile";
        var (x, size) = AlongLast(c, 2);
        var q = c.IsTensor(1) ? c.Cast(c.Op("Reshape", [c.Input(1), c.Int64s(-1)]), x.Type) : c.Numbers([c.Number(1)], x.Type, 1);
        var missing = c.IsNotANumber(x);
        var sorted = SortLowerings.Ascending(c, skipsMissing ? c.Where(missing, c.Scalar(double.PositiveInfinity, x.Type), x) : x, c.SizeVector([size]), -1);
        var count = skipsMissing ? c.ReduceLast("ReduceSum", c.Cast(c.Not(missing), x.Type)) : c.Cast(c.SizeVector([size]), x.Type);
        var last = c.Subtract(count, c.Scalar(1, x.Type));
        var place = c.Maximum(c.Multiply(q, last), c.Scalar(0, x.Type));
        place = c.Text(4) switch { "lower" => c.Op("Floor", [place]), "higher" => c.Op("Ceil", [place]), "nearest" => c.Op("Round", [place]), _ => place };
        Value low = c.Op("Floor", [place]);
        Value At(Value position)
        {
            var index = c.Cast(position, DataType.Int64);
            return skipsMissing ? c.Op("GatherElements", [sorted, index], [new IntAttribute("axis", -1)]) : c.Gather(sorted, index, -1);
        }
        var found = c.Text(4) switch
        {
            "midpoint" => SpecialLowerings.Interpolate(c, At(low), At(c.Op("Ceil", [place])), c.Scalar(0.5, x.Type), 0.5),
            "linear" or null => SpecialLowerings.Interpolate(c, At(low), At(c.Op("Ceil", [place])), c.Subtract(place, low)),
            _ => At(place),
        };
        var none = skipsMissing ? c.Equal(count, 0) : c.Cast(c.ReduceLast("ReduceMax", c.Cast(missing, DataType.Int32)), DataType.Bool);
        found = c.Where(none, c.Scalar(double.NaN, x.Type), found);
        // the quantiles' dimension comes first
        int rank = c.IsNone(2) ? 1 : Math.Max(1, c.Rank(0));
        return c.ReshapeToResult(c.Transpose(found, [rank - 1, .. Enumerable.Range(0, rank - 1)]));
    }

    // the lower one of two middle values; the position among equal values is not defined, so it has no ONNX form
    [Lowering("aten::nanmedian", "aten::nanmedian.dim")]
    public static Value MedianOfNumbers(LoweringContext c)
    {
        if (!TorchTypes.IsFloating(c.Input(0).Type)) return c.Operator == "aten::nanmedian" ? SortLowerings.Median(c) : SortLowerings.MedianOfDimension(c);
        if (c.Rank(0) == 0) return c.Input(0);
        var (x, size) = AlongLast(c, 1);
        var missing = c.IsNotANumber(x);
        var sorted = SortLowerings.Ascending(c, c.Where(missing, c.Scalar(double.PositiveInfinity, x.Type), x), c.SizeVector([size]), -1);
        var count = c.ReduceLast("ReduceSum", c.Cast(c.Not(missing), DataType.Int64));
        var one = c.Constant(ConstantTensor.Scalar(1L));
        var middle = c.Op("Div", [c.Maximum(c.Subtract(count, one), c.Constant(ConstantTensor.Scalar(0L))), c.Constant(ConstantTensor.Scalar(2L))]);
        var found = c.Op("GatherElements", [sorted, middle], [new IntAttribute("axis", -1)]);
        return c.ReshapeToResult(c.Where(c.Equal(count, 0), c.Scalar(double.NaN, x.Type), found));
    }

    // self, dim, keepdim: the smallest one of the most frequent values; its position among equal values is not defined
    [Lowering("aten::mode")]
    public static Value MostFrequent(LoweringContext c)
    {
        if (c.Rank(0) == 0) return c.Input(0);
        var (x, size) = AlongLast(c, 1, absent: -1);
        var sorted = SortLowerings.Ascending(c, x, c.SizeVector([size]), -1);
        int rank = c.Rank(0);
        var equal = c.Cast(c.Equal(c.Unsqueeze(sorted, rank), c.Unsqueeze(sorted, rank - 1)), DataType.Int64);
        var times = ReductionLowerings.ReduceOver(c, "ReduceSum", equal, [rank], keep: false);
        var first = c.Op("ArgMax", [times], [new IntAttribute("axis", -1), new IntAttribute("keepdims", 1)], DataType.Int64);
        return c.ReshapeToResult(c.Op("GatherElements", [sorted, first], [new IntAttribute("axis", -1)]));
    }

    // the values with the dimension at an argument last, or all in one dimension when none is given
    private static (Value Value, Dimension Size) AlongLast(LoweringContext c, int argument, long? absent = null)
    {
        int rank = c.Rank(0);
        if (c.IsNone(argument) && absent is null || rank == 0)
            return (c.Op("Reshape", [c.Input(0), c.Int64s(-1)]), c.Shape(0).Aggregate(Dimension.Of(1), (a, b) => a * b));
        int axis = c.IsNone(argument) ? LoweringContext.Wrap(absent!.Value, rank) : c.Axis(argument);
        return (c.Transpose(c.Input(0), [.. Enumerable.Range(0, rank).Where(d => d != axis), axis]), c.Shape(0)[axis]);
    }

    private static Value ReduceLast(this LoweringContext c, string opType, Value value) => ReductionLowerings.ReduceOver(c, opType, value, [-1], keep: true);
}
