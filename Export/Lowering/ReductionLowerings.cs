namespace OnnxForge.Export;

/// <summary>Sums, means and other reductions.</summary>
internal static class ReductionLowerings
{
    // the axes stand as an attribute until opset 17 (ReduceSum excepted) and as an input from 18
    [Lowering("aten::sum.dim_IntList", "aten::mean.dim", "aten::logsumexp")]
    public static Value OverAxes(LoweringContext c) => Reduce(c, OnnxName(c.Name), c.Cast(c.Input(0), c.ResultType), c.Axes(1), c.Boolean(2));

    [Lowering("aten::sum", "aten::mean", "aten::prod")]
    public static Value OverAll(LoweringContext c) => Reduce(c, OnnxName(c.Name), c.Cast(c.Input(0), c.ResultType), [.. Enumerable.Range(0, c.Rank(0))], keep: false);

    [Lowering("aten::prod.dim_int")]
    public static Value Product(LoweringContext c) => Reduce(c, "ReduceProd", c.Cast(c.Input(0), c.ResultType), [c.Axis(1)], c.Boolean(2));

    [Lowering("aten::amax", "aten::amin")]
    public static Value ExtremeOverAxes(LoweringContext c) => Extreme(c, OnnxName(c.Name), c.Input(0), c.Axes(1), c.Boolean(2));

    [Lowering("aten::max", "aten::min")]
    public static Value ExtremeOverAll(LoweringContext c) => Extreme(c, OnnxName(c.Name), c.Input(0), [.. Enumerable.Range(0, c.Rank(0))], keep: false);

    [Lowering("aten::argmax", "aten::argmin")]
    public static Value ArgExtreme(LoweringContext c)
    {
        if (c.Rank(0) == 0) return c.Constant(ConstantTensor.Scalar(0L));
        bool max = c.Name == "argmax";
        if (!c.IsNone(1)) return Position(c, max, c.Input(0), c.Axis(1), c.Boolean(2));
        var found = Position(c, max, c.Op("Reshape", [c.Input(0), c.Int64s(-1)]), 0, keep: false);
        return c.Boolean(2) ? c.ReshapeToResult(found) : found;
    }

    [Lowering("aten::max.dim", "aten::min.dim")]
    public static IReadOnlyList<Value> ExtremeWithIndex(LoweringContext c)
    {
        if (c.Rank(0) == 0) return [c.Input(0), c.Constant(ConstantTensor.Scalar(0L))];
        int axis = c.Axis(1);
        return [Extreme(c, OnnxName(c.Name), c.Input(0), [axis], c.Boolean(2)), Position(c, c.Name == "max", c.Input(0), axis, c.Boolean(2))];
    }

    /// <summary>The largest or smallest values, NaN where one is among them: ONNX Runtime's reductions pass over NaN, in most orders.</summary>
    public static Value Extreme(LoweringContext c, string opType, Value x, IReadOnlyList<int> axes, bool keep)
    {
        var extreme = Reduce(c, opType, x, axes, keep);
        return ReferenceEquals(extreme, x) || !TorchTypes.IsFloating(x.Type) ? extreme : c.Where(AnyMissing(c, x, axes, keep), c.Scalar(double.NaN, x.Type), extreme);
    }

    /// <summary>Whether one of the values along dimensions is NaN.</summary>
    public static Value AnyMissing(LoweringContext c, Value x, IReadOnlyList<int> axes, bool keep) => c.Cast(ReduceOver(c, "ReduceMax", Missing(c, x), axes, keep), DataType.Bool);

    private static Value Missing(LoweringContext c, Value x) => c.Cast(c.IsNotANumber(x), DataType.UInt8);

    // the first NaN is the place of the extreme where there is one
    private static Value Position(LoweringContext c, bool max, Value x, int axis, bool keep)
    {
        Value First(string opType, Value values) => c.Op(opType, [values], [new IntAttribute("axis", axis), new IntAttribute("keepdims", keep ? 1 : 0)], DataType.Int64);
        var found = First(max ? "ArgMax" : "ArgMin", x);
        return TorchTypes.IsFloating(x.Type) ? c.Where(AnyMissing(c, x, [axis], keep), First("ArgMax", Missing(c, x)), found) : found;
    }

    /// <summary>Reduces dimensions of a value that has as many as the first argument.</summary>
    public static Value Reduce(LoweringContext c, string opType, Value x, IReadOnlyList<int> axes, bool keep)
    {
        if (axes.Count == 0 || c.IsTensor(0) && c.Rank(0) == 0) return x; // a scalar is its own sum
        if (opType == "ReduceMean" && IsOfNone(c, axes)) // 0 in ONNX Runtime
            return c.Filled(double.NaN, x.Type, [.. c.Shape(0).Select((size, d) => axes.Contains(d) ? Dimension.Of(1) : size).Where((_, d) => keep || !axes.Contains(d))]);
        return ReduceOver(c, opType, x, axes, keep);
    }

    /// <summary>Whether dimensions of the first argument hold no elements, whatever the dynamic sizes are.</summary>
    public static bool IsOfNone(LoweringContext c, IEnumerable<int> axes) => c.IsTensor(0) && axes.Any(axis => axis < c.Rank(0) && c.Tensor(0).Shape[axis] is { } size && size.TryGetConstant(out long count) && count == 0);

    /// <summary>Reduces at least one dimension of any value.</summary>
    public static Value ReduceOver(LoweringContext c, string opType, Value x, IReadOnlyList<int> axes, bool keep)
    {
        var wanted = axes.Select(a => (long)a).ToArray();
        var keepDims = new IntAttribute("keepdims", keep ? 1 : 0);
        return c.Opset >= 18 || opType == "ReduceSum"
            ? c.Op(opType, [x, c.Int64s(wanted)], [keepDims])
            : c.Op(opType, [x], [new IntsAttribute("axes", wanted), keepDims]);
    }

    private static string OnnxName(string name) => name switch
    {
        "sum" => "ReduceSum",
        "mean" => "ReduceMean",
        "amax" or "max" => "ReduceMax",
        "amin" or "min" => "ReduceMin",
        "prod" => "ReduceProd",
        "logsumexp" => "ReduceLogSumExp",
        _ => throw LoweringContext.Refuse($"no reduction {name}"),
    };
}
