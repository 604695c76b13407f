namespace OnnxForge.Export;

/// <summary>Tensors told by where their elements lie in memory.</summary>
internal static class StridedLowerings
{
    // self, sizes, strides, offset in the memory
    [Lowering("aten::as_strided", "aten::as_strided_copy")]
    public static Value Strided(LoweringContext c)
    {
        var x = c.Tensor(0).Sample;
        var (sizes, strides) = (c.Sizes(1), c.Sizes(2));
        var offset = (c.IsNone(3) ? Dimension.Of(x.storage_offset()) : c.Size(3)) - Dimension.Of(x.storage_offset());
        bool same = c.Shape(0).SequenceEqual(sizes) && offset == Dimension.Of(0) && c.Result().Sample.stride().SequenceEqual(x.stride());
        if (same) return c.Input(0);
        var flat = c.Op("Reshape", [c.Input(0), c.Int64s(-1)]);
        if (c.Shape(0).Concat(sizes).All(size => size.TryGetConstant(out _))) return c.Gather(flat, Constant(c, sizes, strides, LoweringContext.Fixed(offset)), 0);
        if (!x.is_contiguous()) throw LoweringContext.Refuse("as_strided of a tensor whose elements do not lie in order, over a size that is dynamic");
        var positions = c.SizeScalar(offset);
        for (int d = 0; d < sizes.Count; d++)
        {
            var steps = c.Multiply(c.Counted(sizes[d]), c.SizeScalar(strides[d]));
            positions = c.Add(positions, c.Unsqueeze(steps, [.. Enumerable.Range(1, sizes.Count - d - 1).Select(axis => (long)axis)]));
        }
        return c.Gather(flat, positions, 0);
    }

    private static Value Constant(LoweringContext c, IReadOnlyList<Dimension> sizes, IReadOnlyList<Dimension> strides, long offset)
    {
        var x = c.Tensor(0).Sample;
        var numbers = new Dictionary<long, long>();
        foreach (var place in Places(x.shape, x.stride(), 0)) numbers.TryAdd(place, numbers.Count);
        var shape = sizes.Select(LoweringContext.Fixed).ToArray();
        var positions = Places(shape, [.. strides.Select(LoweringContext.Fixed)], offset).Select(place =>
            numbers.TryGetValue(place, out long number) ? number : throw LoweringContext.Refuse("as_strided that reaches memory beyond the tensor's own elements; apply it to the base of the view"));
        return c.Indices(positions, shape);
    }

    private static IEnumerable<long> Places(long[] shape, long[] strides, long offset) =>
        shape.Zip(strides).Aggregate<(long Size, long Stride), IEnumerable<long>>([offset], (places, d) => places.SelectMany(_ => Enumerable.Range(0, (int)d.Size), (place, i) => place + i * d.Stride));
}
