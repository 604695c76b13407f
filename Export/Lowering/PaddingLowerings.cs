namespace OnnxForge.Export;

/// <summary>Padding with a constant, by reflection, replication or wrapping around.</summary>
internal static class PaddingLowerings
{
    [Lowering("aten::constant_pad_nd")]
    public static Value Constant(LoweringContext c) => Pad(c, "constant", numberAt: 2);

    [Lowering("aten::reflection_pad1d", "aten::reflection_pad2d", "aten::reflection_pad3d")]
    public static Value Reflect(LoweringContext c) => Pad(c, "reflect");

    [Lowering("aten::replication_pad1d", "aten::replication_pad2d", "aten::replication_pad3d")]
    public static Value Replicate(LoweringContext c) => Pad(c, "edge");

    [Lowering("aten::_pad_circular")]
    public static Value Circular(LoweringContext c) => Wrap(c);

    [Lowering("aten::pad")]
    public static Value ByMode(LoweringContext c) => c.Text(2) switch
    {
        null or "constant" => Pad(c, "constant", numberAt: 3),
        "reflect" => Pad(c, "reflect"),
        "replicate" => Pad(c, "edge"),
        "circular" => Wrap(c),
        var other => throw LoweringContext.Refuse($"padding of the mode '{other}'"),
    };

    /// <summary>Whether the number that is padded with is left out or 0.</summary>
    public static bool IsZero(LoweringContext c, int numberAt) => c.IsNone(numberAt) || c.IsNumber(numberAt, 0);

    // libtorch lists (begin, end) from the last dimension backwards; ONNX all begins, then all ends
    private static Value Pad(LoweringContext c, string mode, int numberAt = int.MaxValue)
    {
        var given = c.Sizes(1);
        if (mode != "constant" && given.Any(p => p.TryGetConstant(out long size) && size < 0))
            throw LoweringContext.Refuse($"negative padding in the mode '{mode}'; slice the tensor instead");
        int rank = c.Rank(0);
        var pads = Enumerable.Repeat(Dimension.Of(0), 2 * rank).ToArray();
        for (int i = 0; i < given.Count / 2; i++) (pads[rank - 1 - i], pads[2 * rank - 1 - i]) = (given[2 * i], given[2 * i + 1]);
        var x = c.Input(0);
        IReadOnlyList<Value?> inputs = IsZero(c, numberAt) ? [x, c.SizeVector(pads)] : [x, c.SizeVector(pads), c.NumberValue(numberAt, x.Type)];
        return c.Op("Pad", inputs, [new StringAttribute("mode", mode)]);
    }

    // ONNX wraps around from opset 19 only; parts of the tensor before and after it do at every opset
    private static Value Wrap(LoweringContext c)
    {
        var given = c.Integers(1);
        var x = c.Input(0);
        for (int i = 0; i < given.Length / 2; i++)
        {
            int axis = c.Rank(0) - 1 - i;
            var (begin, end) = (given[2 * i], given[2 * i + 1]);
            if (begin < 0) x = c.Slice(x, axis, -begin);
            if (end < 0) x = c.Slice(x, axis, 0, end);
            if (begin < 0 && end > 0 || begin > 0 && end < 0) throw LoweringContext.Refuse("circular padding that is negative on one side and positive on the other");
            List<Value> parts = [x];
            if (begin > 0) parts.Insert(0, c.Slice(x, axis, -begin));
            if (end > 0) parts.Add(c.Slice(x, axis, 0, end));
            x = c.Concatenate(parts, axis);
        }
        return x;
    }
}
