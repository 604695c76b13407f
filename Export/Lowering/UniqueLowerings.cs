namespace OnnxForge.Export;

/// <summary>Different values and rows, in order or as runs of equal ones.</summary>
internal static class UniqueLowerings
{
    // self, sorted, inverse, counts; the order without sorting is not defined, so that the sorted one will do
    [Lowering("aten::_unique2")]
    public static IReadOnlyList<Value> Values(LoweringContext c) => Different(c, null, c.Boolean(2), c.Boolean(3));

    // self, dim, sorted, inverse, counts
    [Lowering("aten::unique_dim")]
    public static IReadOnlyList<Value> Rows(LoweringContext c) => Different(c, c.Axis(1), c.Boolean(3), c.Boolean(4));

    // self, inverse, counts, dim
    [Lowering("aten::unique_consecutive")]
    public static IReadOnlyList<Value> Runs(LoweringContext c) => Runs(c, c.IsNone(3) ? null : c.Axis(3), c.Boolean(1), c.Boolean(2));

    // self, dim, inverse, counts
    [Lowering("aten::unique_dim_consecutive")]
    public static IReadOnlyList<Value> RunsOfRows(LoweringContext c) => Runs(c, c.Axis(1), c.Boolean(2), c.Boolean(3));

    private static IReadOnlyList<Value> Different(LoweringContext c, int? axis, bool inverse, bool counts)
    {
        var x = c.Input(0);
        var type = x.Type switch
        {
            DataType.Float or DataType.Double or DataType.Int64 or DataType.Int8 => x.Type, // the types that the runtimes have it for
            DataType.Float16 or DataType.BFloat16 => DataType.Float,
            _ => DataType.Int64,
        };
        List<NodeAttribute> attributes = [new IntAttribute("sorted", 1)];
        if (axis is { } given) attributes.Add(new IntAttribute("axis", given));
        var found = c.Ops("Unique", [c.Cast(x, type)], [type, DataType.Int64, DataType.Int64, DataType.Int64], attributes);
        return [c.Cast(found[0], x.Type), inverse ? axis is null ? c.Reshape(found[2], c.Shape(0)) : found[2] : None(c), counts ? found[3] : None(c)];
    }

    private static IReadOnlyList<Value> Runs(LoweringContext c, int? along, bool inverse, bool counts)
    {
        int axis = along ?? 0;
        var x = along is null ? c.Op("Reshape", [c.Input(0), c.Int64s(-1)]) : c.Input(0);
        var size = along is null ? c.Shape(0).Aggregate(Dimension.Of(1), (a, b) => a * b) : c.Shape(0)[axis];
        var differs = c.Not(c.Equal(c.Slice(x, axis, 1), c.Slice(x, axis, 0, -1)));
        if (along is not null && c.Rank(0) > 1)
            differs = c.Cast(ReductionLowerings.ReduceOver(c, "ReduceMax", c.Cast(differs, DataType.Int32), [.. Enumerable.Range(0, c.Rank(0)).Where(d => d != axis)], keep: false), DataType.Bool);
        var begins = c.Concatenate([c.Constant(ConstantTensor.FromBytes(DataType.Bool, [1], new byte[] { 1 })), differs], 0);
        if (!size.TryGetConstant(out long count) || count == 0) begins = c.Op("Slice", [begins, c.Int64s(0), c.SizeVector([size]), c.Int64s(0)]); // none begins where there are none
        var values = c.Op("Compress", [x, begins], [new IntAttribute("axis", axis)]);
        var run = c.Subtract(c.Op("CumSum", [c.Cast(begins, DataType.Int64), c.Constant(ConstantTensor.Scalar(0L))]), c.Constant(ConstantTensor.Scalar(1L)));
        var starts = c.Op("Compress", [c.Counted(size), begins], [new IntAttribute("axis", 0)]);
        var ends = c.Concatenate([c.Slice(starts, 0, 1), c.SizeVector([size])], 0);
        return [values, inverse ? along is null ? c.Reshape(run, c.Shape(0)) : run : None(c), counts ? c.Subtract(ends, starts) : None(c)];
    }

    private static Value None(LoweringContext c) => c.Indices([], 0);
}
