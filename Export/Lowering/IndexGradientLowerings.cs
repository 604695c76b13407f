namespace OnnxForge.Export;

/// <summary>Backward steps of reading by positions.</summary>
internal static class IndexGradientLowerings
{
    // gradient [..., width], positions, rows, the row without a gradient, whether each row is divided by how often it was read
    [Lowering("aten::embedding_dense_backward")]
    public static Value Embedding(LoweringContext c)
    {
        var width = c.Shape(0)[^1];
        var positions = c.Cast(c.Op("Reshape", [c.Input(1), c.Int64s(-1, 1)]), DataType.Int64);
        var rows = c.Reshape(c.Input(0), [c.Shape(0).SkipLast(1).Aggregate(Dimension.Of(1), (a, b) => a * b), width]);
        if (c.Integer(3) is >= 0 and var padding) rows = c.Where(c.Equal(positions, padding), c.Scalar(0, rows.Type), rows);
        if (c.Boolean(4))
        {
            var counts = Added(c, c.Filled(0, rows.Type, [c.Size(2), Dimension.Of(1)]), positions, c.Expand(c.Scalar(1, rows.Type), [c.Shape(0).SkipLast(1).Aggregate(Dimension.Of(1), (a, b) => a * b), Dimension.Of(1)]));
            rows = c.Divide(rows, c.Gather(counts, c.Squeeze(positions, 1), 0));
        }
        return Added(c, c.Filled(0, rows.Type, [c.Size(2), width]), positions, rows);
    }

    private static Value Added(LoweringContext c, Value x, Value positions, Value rows) => c.Op("ScatterND", [x, positions, rows], [new StringAttribute("reduction", "add")]);
}
