namespace OnnxForge.Export;

/// <summary>Sums, means and maxima of the embeddings of bags of any length.</summary>
internal static class EmbeddingBagLowerings
{
    // weight [rows, width], indices [items], offsets [bags], scaled gradients, mode, sparse, a weight for each item, last offset is the end, padding row
    [Lowering("aten::embedding_bag", "aten::embedding_bag.padding_idx", "aten::_embedding_bag", "aten::_embedding_bag_forward_only")]
    public static Value Bags(LoweringContext c)
    {
        var (weight, indices, offsets) = (c.Input(0), c.Input(1), c.Cast(c.Input(2), DataType.Int64));
        var (items, width) = (c.Shape(1)[0], c.Shape(0)[1]);
        var bags = c.Boolean(7) ? c.Shape(2)[0] - Dimension.Of(1) : c.Shape(2)[0];
        // an item is in the last bag that begins at or before it
        var begun = c.Cast(c.LessOrEqual(c.Boolean(7) ? c.Slice(offsets, 0, 0, -1) : offsets, c.Unsqueeze(c.Counted(items), 1)), DataType.Int64);
        var bag = c.Subtract(ReductionLowerings.ReduceOver(c, "ReduceSum", begun, [-1], keep: true), c.Constant(ConstantTensor.Scalar(1L)));
        Value? kept = c.Integer(8, -1) is >= 0 and var padding ? c.Cast(c.Not(c.Equal(indices, padding)), weight.Type) : null;
        var rows = c.Gather(weight, indices, 0);
        if (c.OptionalInput(6) is { } own) rows = c.Multiply(rows, c.Unsqueeze(own, 1));
        if (c.Integer(4, 0) == 2) return Maxima(c, rows, kept, bag, bags);
        var sums = Sum(c, kept is null ? rows : c.Multiply(rows, c.Unsqueeze(kept, 1)), bag, [bags, width]);
        if (c.Integer(4, 0) == 0) return sums;
        var counts = Sum(c, c.Unsqueeze(kept ?? c.Filled(1, weight.Type, [items]), 1), bag, [bags, Dimension.Of(1)]);
        return c.Divide(sums, c.Maximum(counts, c.Scalar(1, weight.Type)));
    }

    private static Value Sum(LoweringContext c, Value rows, Value bag, IReadOnlyList<Dimension> shape) =>
        c.Op("ScatterND", [c.Filled(0, rows.Type, shape), bag, rows], [new StringAttribute("reduction", "add")]);

    // [bags, items, width]: the items of other bags count as the lowest number, and a bag without items is zero
    private static Value Maxima(LoweringContext c, Value rows, Value? kept, Value bag, Dimension bags)
    {
        var member = c.Equal(c.Unsqueeze(c.Counted(bags), 1), c.Squeeze(bag, 1));
        if (kept is not null) member = c.And(member, c.Cast(kept, DataType.Bool));
        var seen = c.Where(c.Unsqueeze(member, 2), c.Unsqueeze(rows, 0), c.Scalar(double.NegativeInfinity, rows.Type));
        var largest = ReductionLowerings.ReduceOver(c, "ReduceMax", seen, [1], keep: false);
        var filled = c.Cast(ReductionLowerings.ReduceOver(c, "ReduceMax", c.Cast(member, DataType.Int32), [1], keep: true), DataType.Bool);
        return c.Where(filled, largest, c.Scalar(0, rows.Type));
    }
}
