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

    // of equal values libtorch keeps the last position; only the values have an ONNX form
    [Lowering("aten::cummax")]
    public static Value Maximum(LoweringContext c) => Running(c, c.Input(0), c.Lowest(c.Input(0).Type), c.Maximum);

    [Lowering("aten::cummin")]
    public static Value Minimum(LoweringContext c) => Running(c, c.Input(0), c.Highest(c.Input(0).Type), c.Minimum);

    [Lowering("aten::logcumsumexp", "aten::_logcumsumexp")]
    public static Value LogarithmOfSum(LoweringContext c) => Running(c, c.Input(0), c.Lowest(c.Input(0).Type), (a, b) =>
    {
        // log(exp(a) + exp(b)) from the larger one; two that are equal may be infinities
        var rest = c.LogarithmOfOnePlus(c.Exponential(c.Negate(c.Absolute(c.Subtract(a, b)))));
        return c.Where(c.Equal(a, b), c.Add(a, c.Scalar(Math.Log(2), a.Type)), c.Add(c.Maximum(a, b), rest));
    });

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
