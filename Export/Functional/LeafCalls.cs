namespace OnnxForge.Export;

/// <summary>Which of the nested calls of a trace are translated as they are.</summary>
internal static class LeafCalls
{
    /// <summary>The leaves in the order they ran: the outermost calls that have a translation, but where a later one takes a tensor that such a call made inside of itself, what it ran inside instead.</summary>
    /// <remarks>A backward pass takes what the forward pass keeps for it, as the mean and deviation of layer_norm.</remarks>
    public static List<TraceCall> Of(IEnumerable<TraceCall> calls, Func<TraceCall, bool> isLeaf)
    {
        var leaves = Outermost(calls, isLeaf).ToList();
        var opened = new HashSet<TraceCall>(ReferenceEqualityComparer.Instance);
        while (Exposed(leaves, opened) is { Count: > 0 } exposed)
        {
            opened.UnionWith(exposed);
            leaves = [.. leaves.SelectMany(call => exposed.Contains(call) ? Inside(call, isLeaf) : [call])];
        }
        return leaves;
    }

    // An operator that writes in place may copy, for a backward pass, what it is about to write over, and nothing that it runs inside does the writing: then it comes after them.
    private static IEnumerable<TraceCall> Inside(TraceCall call, Func<TraceCall, bool> isLeaf)
    {
        var inside = Outermost(call.Children, isLeaf);
        if (!call.WritesSelf) return inside;
        var written = TraceArgument.Tensors(call.WrittenInputs).Select(tensor => tensor.Storage).ToHashSet();
        return Written(call.Children).Any(tensor => written.Contains(tensor.Storage)) ? inside : inside.Append(call);
    }

    private static IEnumerable<TraceCall> Outermost(IEnumerable<TraceCall> calls, Func<TraceCall, bool> isLeaf) =>
        calls.SelectMany(call => isLeaf(call) ? [call] : Outermost(call.Children, isLeaf));

    private static HashSet<TraceCall> Exposed(List<TraceCall> leaves, HashSet<TraceCall> opened)
    {
        var (found, makers, known) = (new HashSet<TraceCall>(ReferenceEqualityComparer.Instance), new Dictionary<TracedTensor, TraceCall>(), new HashSet<TracedTensor>());
        foreach (var leaf in leaves)
        {
            foreach (var tensor in TraceArgument.Tensors(leaf.Inputs).Where(known.Add))
                if (makers.TryGetValue(tensor, out var maker)) found.Add(maker);
            known.UnionWith(TraceArgument.Tensors(leaf.Outputs));
            if (!opened.Contains(leaf))
                foreach (var tensor in Made(leaf.Children).Where(tensor => !known.Contains(tensor))) makers.TryAdd(tensor, leaf);
        }
        return found;
    }

    private static IEnumerable<TracedTensor> Made(IEnumerable<TraceCall> calls) => calls.SelectMany(call => TraceArgument.Tensors(call.Outputs).Concat(Made(call.Children)));

    private static IEnumerable<TracedTensor> Written(IEnumerable<TraceCall> calls) => calls.SelectMany(call => TraceArgument.Tensors(call.WrittenInputs).Concat(Written(call.Children)));
}
