namespace OnnxForge.Export;

/// <summary>Running sums, products and extremes along a dimension.</summary>
internal static class CumulativeLowerings
{
    [Lowering("aten::cumsum")]
    public static Value Sum(LoweringContext c)
    {
        var x = c.Cast(c.Input(0), c.ResultType);
        return c.Rank(0) == 0 ? x : c.Op("CumSum", [x, c.Constant(ConstantTensor.Scalar((long)c.Axis(1)))]);
    }

    [Lowering("aten::cumprod")]
    public static Value Product(LoweringContext c) => Running(c, c.Cast(c.Input(0), c.ResultType), c.Scalar(1, c.ResultType), c.Multiply);

    [Lowering("aten::cummax")]
    public static IReadOnlyList<Value> Maximum(LoweringContext c) => WithPositions(c, Running(c, c.Input(0), c.Lowest(c.Input(0).Type), c.Maximum));

    [Lowering("aten::cummin")]
    public static IReadOnlyList<Value> Minimum(LoweringContext c) => WithPositions(c, Running(c, c.Input(0), c.Highest(c.Input(0).Type), c.Minimum));

    [Lowering("aten::logcumsumexp", "aten::_logcumsumexp")]
    public static Value LogarithmOfSum(LoweringContext c) => Running(c, c.Input(0), c.Lowest(c.Input(0).Type), (a, b) =>
    {
        // log(exp(a) + exp(b)) from the larger one; two that are equal may be infinities
        var rest = c.LogarithmOfOnePlus(c.Exponential(c.Negate(c.Absolute(c.Subtract(a, b)))));
        return c.Where(c.Equal(a, b), c.Add(a, c.Scalar(Math.Log(2), a.Type)), c.Add(c.Maximum(a, b), rest));
    });

    // of equal extremes libtorch keeps the last position, and of NaN the last, so that it is the last place whose value is the extreme up to there
    private static IReadOnlyList<Value> WithPositions(LoweringContext c, Value extremes)
    {
        if (c.Rank(0) == 0) return [extremes, c.Constant(ConstantTensor.Scalar(0L))];
        var x = c.Input(0);
        int axis = c.Axis(1);
        var reached = c.Equal(x, extremes);
        if (TorchTypes.IsFloating(x.Type)) reached = c.Or(reached, c.IsNotANumber(x));
        var places = c.Unsqueeze(c.Counted(c.Shape(0)[axis]), [.. Enumerable.Range(1, c.Rank(0) - 1 - axis).Select(d => (long)d)]);
        var zero = c.Constant(ConstantTensor.Scalar(0L));
        return [extremes, Running(c, c.Where(reached, places, zero), zero, c.Maximum)];
    }

    // ONNX has no running product; doubling the span log2(n) times gives it
    private static Value Running(LoweringContext c, Value x, Value neutral, Func<Value, Value, Value> combine)
    {
        if (c.Rank(0) == 0) return x;
        int axis = c.Axis(1), rank = c.Rank(0);
        if (!c.Shape(0)[axis].TryGetConstant(out long length)) throw LoweringContext.Refuse($"{c.Name} along a dimension that is dynamic");
        for (long span = 1; span < length; span *= 2)
        {
            var pads = new long[2 * rank];
            pads[axis] = span;
            var shifted = c.Op("Pad", [c.Slice(x, axis, 0, -span), c.Int64s(pads), neutral], [new StringAttribute("mode", "constant")]);
            x = combine(x, shifted);
        }
        return x;
    }
}
