namespace OnnxForge.Export;

/// <summary>Variances, norms, and reductions of truth values.</summary>
internal static class StatisticsLowerings
{
    // the same three forms for each of the four: (unbiased), (dims, unbiased, keep), (dims, correction, keep)
    [Lowering("aten::var", "aten::var.dim", "aten::var.correction", "aten::std", "aten::std.dim", "aten::std.correction")]
    public static Value Spread(LoweringContext c) => Moments(c, c.Name == "std").Spread;

    [Lowering("aten::var_mean", "aten::var_mean.dim", "aten::var_mean.correction", "aten::std_mean", "aten::std_mean.dim", "aten::std_mean.correction")]
    public static IReadOnlyList<Value> SpreadAndMean(LoweringContext c)
    {
        var (spread, mean) = Moments(c, c.Name == "std_mean");
        return [spread, mean];
    }

    [Lowering("aten::norm.Scalar", "aten::norm.ScalarOpt_dim", "aten::norm.ScalarOpt_dim_dtype", "aten::norm.ScalarOpt_dtype", "aten::linalg_vector_norm")]
    public static Value Norm(LoweringContext c) => Norm(c, c.Cast(c.Input(0), c.ResultType));

    /// <summary>The norm that the call asks for, of other values in place of its tensor's.</summary>
    public static Value Norm(LoweringContext c, Value x)
    {
        bool ofDimensions = c.Operator is not ("aten::norm.Scalar" or "aten::norm.ScalarOpt_dtype");
        var axes = ofDimensions ? c.Axes(2) : [.. Enumerable.Range(0, c.Rank(0))];
        return Norm(c, x, c.Number(1, 2), axes, ofDimensions && c.Boolean(3));
    }

    [Lowering("aten::any", "aten::any.dim", "aten::any.dims", "aten::all", "aten::all.dim", "aten::all.dims")]
    public static Value AnyOrAll(LoweringContext c)
    {
        if (ReductionLowerings.IsOfNone(c, c.Axes(1))) return c.Filled(c.Name == "any" ? 0 : 1, c.ResultType, c.ResultShape());
        var truth = c.Cast(c.Truth(c.Input(0)), DataType.Int32);
        return c.Cast(ReductionLowerings.Reduce(c, c.Name == "any" ? "ReduceMax" : "ReduceMin", truth, c.Axes(1), c.Boolean(2)), c.ResultType);
    }

    [Lowering("aten::count_nonzero", "aten::count_nonzero.dim_IntList")]
    public static Value CountNonZero(LoweringContext c) => c.Sum(c.Cast(c.Truth(c.Input(0)), DataType.Int64), false, c.Axes(1));

    [Lowering("aten::nansum")]
    public static Value SumOfNumbers(LoweringContext c)
    {
        var x = c.Cast(c.Input(0), c.ResultType);
        if (TorchTypes.IsFloating(x.Type)) x = c.Where(c.IsNotANumber(x), c.Scalar(0, x.Type), x);
        return c.Sum(x, c.Boolean(2), c.Axes(1));
    }

    [Lowering("aten::nanmean")]
    public static Value MeanOfNumbers(LoweringContext c)
    {
        var x = c.Cast(c.Input(0), c.ResultType);
        var missing = c.IsNotANumber(x);
        var count = c.Sum(c.Cast(c.Not(missing), x.Type), c.Boolean(2), c.Axes(1));
        return c.Divide(c.Sum(c.Where(missing, c.Scalar(0, x.Type), x), c.Boolean(2), c.Axes(1)), count);
    }

    // self, p, dim, largest norm: the slices along a dimension whose norm is larger are made smaller
    [Lowering("aten::renorm")]
    public static Value LimitNorms(LoweringContext c)
    {
        var x = c.Input(0);
        double largest = c.Number(3);
        var norms = Norm(c, x, c.Number(1), [.. Enumerable.Range(0, c.Rank(0)).Where(d => d != c.Axis(2))], keep: true);
        var factors = c.Divide(c.Scalar(largest, x.Type), c.Add(norms, c.Scalar(1e-7, x.Type)));
        return c.Multiply(x, c.Where(c.Greater(norms, largest), factors, c.Scalar(1, x.Type)));
    }

    // self, dim, keepdim
    [Lowering("aten::aminmax")]
    public static IReadOnlyList<Value> Extremes(LoweringContext c) =>
        [ReductionLowerings.Extreme(c, "ReduceMin", c.Input(0), c.Axes(1), c.Boolean(2)), ReductionLowerings.Extreme(c, "ReduceMax", c.Input(0), c.Axes(1), c.Boolean(2))];

    /// <summary>The p-norm over dimensions; for p = 0 the number of values that are not zero.</summary>
    public static Value Norm(LoweringContext c, Value x, double order, IReadOnlyList<int> axes, bool keep)
    {
        Value Over(string opType, Value value) => ReductionLowerings.Reduce(c, opType, value, axes, keep);
        if (axes.Count == 0 || c.Rank(0) == 0) return order == 0 ? c.Cast(c.Truth(x), x.Type) : c.Absolute(x);
        return order switch
        {
            0 => Over("ReduceSum", c.Cast(c.Truth(x), x.Type)),
            1 => Over("ReduceL1", x),
            2 => Over("ReduceL2", x),
            double.PositiveInfinity => ReductionLowerings.Extreme(c, "ReduceMax", c.Absolute(x), axes, keep),
            double.NegativeInfinity => ReductionLowerings.Extreme(c, "ReduceMin", c.Absolute(x), axes, keep),
            _ => c.Power(Over("ReduceSum", c.Power(c.Absolute(x), order)), 1 / order),
        };
    }

    private static (Value Spread, Value Mean) Moments(LoweringContext c, bool root)
    {
        bool byCorrection = c.Operator.EndsWith(".correction", StringComparison.Ordinal), byDimension = c.Operator.EndsWith(".dim", StringComparison.Ordinal);
        var axes = byCorrection || byDimension ? c.Axes(1) : [.. Enumerable.Range(0, c.Rank(0))];
        double correction = byCorrection ? c.Number(2, 1) : c.Boolean(byDimension ? 2 : 1, true) ? 1 : 0;
        bool keep = (byCorrection || byDimension) && c.Boolean(3);
        var x = c.Input(0);
        var centered = c.Subtract(x, c.Mean(x, true, axes));
        var squares = c.Multiply(centered, centered);
        Value variance;
        if (correction == 0) variance = c.Mean(squares, keep, axes);
        else
        {
            // libtorch divides by zero, not by less, where there are fewer values than the correction
            var divisor = c.Maximum(c.Subtract(c.Count(0, axes, x.Type), c.Scalar(correction, x.Type)), c.Scalar(0, x.Type));
            variance = c.Divide(c.Sum(squares, keep, axes), divisor);
        }
        return (root ? c.SquareRoot(variance) : variance, c.Mean(x, keep, axes));
    }
}
