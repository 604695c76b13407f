namespace OnnxForge.Export;

/// <summary>Along one dimension of a fixed size, each element of the result is a weighted sum of a few elements of the argument.</summary>
/// <remarks>Not a product with a matrix, whose zeros would make NaN of every infinity.</remarks>
internal static class AxisSums
{
    /// <param name="c">The call being lowered.</param>
    /// <param name="x">The argument.</param>
    /// <param name="rank">Its number of dimensions.</param>
    /// <param name="axis">The dimension to sum along.</param>
    /// <param name="size">The argument's size there.</param>
    /// <param name="terms">For each element of the result, the elements that it is made of and their weights.</param>
    public static Value Of(LoweringContext c, Value x, int rank, int axis, long size, IReadOnlyList<IReadOnlyList<(long Source, double Weight)>> terms)
    {
        int most = terms.Max(t => t.Count);
        if (most == 0) return c.Gather(Extended(c, x, rank, axis), c.Int64s([.. terms.Select(_ => size)]), axis);
        if (terms.Any(t => t.Count < most)) x = Extended(c, x, rank, axis); // a zero behind the end stands where there is nothing
        var padded = terms.SelectMany(t => t.Concat(Enumerable.Repeat((Source: size, Weight: 1.0), most - t.Count))).ToList();
        var found = c.Gather(x, c.Indices(padded.Select(t => t.Source), terms.Count, most), axis);
        if (padded.Any(t => t.Weight != 1)) found = c.Multiply(found, c.Numbers(padded.Select(t => t.Weight), x.Type, [terms.Count, most, .. Enumerable.Repeat(1L, rank - axis - 1)]));
        return most == 1 ? c.Squeeze(found, axis + 1) : ReductionLowerings.ReduceOver(c, "ReduceSum", found, [axis + 1], keep: false);
    }

    /// <summary>Terms by the elements of the argument turned into those by the elements of the result: the other way of a gradient.</summary>
    /// <param name="terms">For each element, what it was made of.</param>
    /// <param name="size">How many elements it was made of.</param>
    public static IReadOnlyList<IReadOnlyList<(long Source, double Weight)>> Turned(IReadOnlyList<IReadOnlyList<(long Source, double Weight)>> terms, long size)
    {
        var turned = Enumerable.Range(0, (int)size).Select(_ => new List<(long, double)>()).ToList();
        foreach (var (i, own) in terms.Index())
            foreach (var (source, weight) in own.GroupBy(t => t.Source).Select(g => (g.Key, g.Sum(t => t.Weight)))) turned[(int)source].Add((i, weight));
        return turned;
    }

    private static Value Extended(LoweringContext c, Value x, int rank, int axis)
    {
        var pads = new long[2 * rank];
        pads[rank + axis] = 1;
        return c.Op("Pad", [x, c.Int64s(pads)], [new StringAttribute("mode", "constant")]);
    }
}
