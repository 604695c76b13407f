namespace OnnxForge.Export;

/// <summary>libtorch hands a tensor through where a slice covers all of it: <c>alias</c> in one trace, <c>slice</c> in another. Both are the slice.</summary>
internal static class WholeSlices
{
    private const string Slice = "aten::slice.Tensor", Alias = "aten::alias";

    /// <summary>Puts the slice in place of each alias that is a slice in another trace.</summary>
    /// <param name="traces">The calls of each trace in order.</param>
    public static void Restore(IReadOnlyList<List<TraceCall>> traces)
    {
        for (int position = 0; position < traces.Min(calls => calls.Count); position++)
        {
            if (traces.FirstOrDefault(calls => calls[position].Operator == Slice) is not { } sliced) continue;
            foreach (var calls in traces.Where(calls => calls[position].Operator == Alias))
                if (Whole(calls[position], sliced[position]) is { } whole) calls[position] = whole;
        }
    }

    private static TraceCall? Whole(TraceCall alias, TraceCall slice)
    {
        if (alias.Inputs is not [TraceArgument.OfTensor input] || slice.Inputs is not [_, TraceArgument.Integer axis, ..] || input.Tensor.Shape.Length == 0) return null;
        long size = input.Tensor.Shape[LoweringContext.Wrap(axis.Value, input.Tensor.Shape.Length)];
        const long beyondEverySize = 1L << 40; // where no end is given
        if (slice.Inputs is [_, _, _, TraceArgument.Integer { Value: > beyondEverySize and var open }, ..]) size = open;
        var name = Slice.Split('.');
        return new TraceCall(name[0], name[1], [input, axis, new TraceArgument.Integer(0), new TraceArgument.Integer(size), new TraceArgument.Integer(1)], alias.Source, alias.ModulePath) { Outputs = alias.Outputs };
    }
}
