namespace OnnxForge.Export;

/// <summary>Backward steps of padding: what the padding took from the tensor goes back there.</summary>
internal static class PaddingGradientLowerings
{
    // gradient, argument, padding
    [Lowering("aten::reflection_pad1d_backward", "aten::reflection_pad2d_backward", "aten::reflection_pad3d_backward")]
    public static Value Reflect(LoweringContext c) => Each(c, reflects: true);

    [Lowering("aten::replication_pad1d_backward", "aten::replication_pad2d_backward", "aten::replication_pad3d_backward")]
    public static Value Replicate(LoweringContext c) => Each(c, reflects: false);

    // libtorch lists (begin, end) from the last dimension backwards
    private static Value Each(LoweringContext c, bool reflects)
    {
        var given = c.Integers(2);
        if (given.Any(p => p < 0)) throw LoweringContext.Refuse("the gradient of negative padding; slice the tensor instead");
        var x = c.Input(0);
        int rank = c.Rank(0);
        for (int i = 0; i < given.Length / 2; i++)
        {
            int axis = rank - 1 - i;
            var (begin, end, size) = (given[2 * i], given[2 * i + 1], c.Shape(1)[axis]);
            Value Padded(Value part, Dimension before, Dimension behind)
            {
                var pads = Enumerable.Repeat(Dimension.Of(0), 2 * rank).ToArray();
                (pads[axis], pads[rank + axis]) = (before, behind);
                return c.Op("Pad", [part, c.SizeVector(pads)], [new StringAttribute("mode", "constant")]);
            }
            Value Folded(Value part, long count) => reflects ? c.Slice(part, axis, count - 1, -long.MaxValue, -1) : ReductionLowerings.ReduceOver(c, "ReduceSum", part, [axis], keep: true);
            var own = ShapeLowerings.Slice(c, x, axis, Dimension.Of(begin), size + begin, 1);
            long lead = reflects ? 1 : 0; // the cell at the edge is not its own reflection
            if (begin > 0) own = c.Add(own, Padded(Folded(c.Slice(x, axis, 0, begin), begin), Dimension.Of(lead), size - (reflects ? begin + 1 : 1)));
            if (end > 0) own = c.Add(own, Padded(Folded(c.Slice(x, axis, -end), end), size - (reflects ? end + 1 : 1), Dimension.Of(lead)));
            x = own;
        }
        return x;
    }
}
