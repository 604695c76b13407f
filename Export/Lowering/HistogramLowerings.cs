namespace OnnxForge.Export;

/// <summary>How often values fall into bins.</summary>
internal static class HistogramLowerings
{
    // self, weights, least number of bins
    [Lowering("aten::bincount")]
    public static Value CountOfIntegers(LoweringContext c)
    {
        var x = c.Cast(c.Input(0), DataType.Int64);
        var largest = c.Op("ReduceMax", [x], [new IntAttribute("keepdims", 0)]);
        var one = c.Constant(ConstantTensor.Scalar(1L));
        var bins = c.Op("Range", [c.Constant(ConstantTensor.Scalar(0L)), c.Maximum(c.Add(largest, one), c.Constant(ConstantTensor.Scalar(c.Integer(2, 0)))), one], type: DataType.Int64);
        return Count(c, x, bins, c.OptionalInput(1) is { } weights ? c.Cast(weights, c.ResultType) : null);
    }

    // self, bins, min, max; the extremes of the data when both are equal
    [Lowering("aten::histc")]
    public static Value OfEqualBins(LoweringContext c)
    {
        var x = c.Op("Reshape", [c.Input(0), c.Int64s(-1)]);
        double min = c.Number(2, 0), max = c.Number(3, 0);
        if (min == max) throw LoweringContext.Refuse("histc whose range depends on the data; pass min and max");
        long bins = c.Integer(1, 100);
        Value low = c.Scalar(min, x.Type), high = c.Scalar(max, x.Type);
        var place = c.Op("Floor", [c.Divide(c.Multiply(c.Subtract(x, low), bins), c.Scalar(max - min, x.Type))]);
        var bin = c.Minimum(c.Cast(c.Where(Inside(c, x, low, high), place, c.Scalar(-1, x.Type)), DataType.Int64), c.Constant(ConstantTensor.Scalar(bins - 1)));
        return Count(c, bin, c.Counted(Dimension.Of(bins)), null);
    }

    // self, bins, range, weight, density
    [Lowering("aten::histogram.bin_ct")]
    public static IReadOnlyList<Value> OfCountedBins(LoweringContext c)
    {
        if (c.Numbers(2) is not [var min, var max]) throw LoweringContext.Refuse("histogram whose range depends on the data; pass it, or the bins' edges");
        using var edges = TorchSharp.torch.linspace(min, max, c.Integer(1) + 1, c.Result(1).Type);
        return Histogram(c, c.Constant(TorchTypes.ToConstant(edges)), c.Integer(1), c.OptionalInput(3), c.Boolean(4));
    }

    // self, edges, weight, density
    [Lowering("aten::histogram.bins_tensor")]
    public static IReadOnlyList<Value> OfBins(LoweringContext c) => Histogram(c, c.Input(1), LoweringContext.Fixed(c.Shape(1)[0]) - 1, c.OptionalInput(2), c.Boolean(3));

    private static IReadOnlyList<Value> Histogram(LoweringContext c, Value edges, long bins, Value? weight, bool density)
    {
        var x = c.Op("Reshape", [c.Input(0), c.Int64s(-1)]);
        if (weight is not null) weight = c.Op("Reshape", [weight, c.Int64s(-1)]);
        Value low = c.Slice(edges, 0, 0, 1), high = c.Slice(edges, 0, -1);
        var reached = ReductionLowerings.ReduceOver(c, "ReduceSum", c.Cast(c.LessOrEqual(edges, c.Unsqueeze(x, 1)), DataType.Int64), [-1], keep: false);
        var bin = c.Subtract(c.Minimum(reached, c.Constant(ConstantTensor.Scalar(bins))), c.Constant(ConstantTensor.Scalar(1L))); // the last edge belongs to the last bin
        var found = Count(c, c.Where(Inside(c, x, low, high), bin, c.Constant(ConstantTensor.Scalar(-1L))), c.Counted(Dimension.Of(bins)), weight);
        if (density)
        {
            var total = ReductionLowerings.ReduceOver(c, "ReduceSum", found, [0], keep: true);
            found = c.Divide(found, c.Multiply(total, c.Subtract(c.Slice(edges, 0, 1), c.Slice(edges, 0, 0, -1))));
        }
        return [found, edges];
    }

    private static Value Inside(LoweringContext c, Value x, Value low, Value high) => c.And(c.LessOrEqual(low, x), c.LessOrEqual(x, high));

    // the sum of the weights, or the number, of the elements whose bin is each of those
    private static Value Count(LoweringContext c, Value bin, Value bins, Value? weights)
    {
        var hits = c.Cast(c.Equal(c.Unsqueeze(bins, 1), c.Unsqueeze(bin, 0)), c.ResultType);
        if (weights is not null) hits = c.Multiply(hits, c.Cast(weights, c.ResultType));
        return ReductionLowerings.ReduceOver(c, "ReduceSum", hits, [1], keep: false);
    }
}
