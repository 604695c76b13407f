namespace OnnxForge.Export;

/// <summary>Tells whether an operator computes by code of its own that the operators inside of it do not show: such a one must not give way to them.</summary>
internal static class HiddenWork
{
    private static readonly HashSet<string> Unwritten = ["aten::empty", "aten::empty_like", "aten::empty_strided", "aten::new_empty", "aten::new_empty_strided"];

    private static readonly HashSet<string> Filled = ["aten::zeros", "aten::zeros_like", "aten::new_zeros", "aten::ones", "aten::ones_like", "aten::new_ones", "aten::full", "aten::full_like", "aten::new_full"];

    public static bool IsIn(TraceCall call) => ReadsUnwrittenMemory(call) || ReturnsFreshMemory(call);

    // memory that is taken, and that no visible operator writes before it is used
    private static bool ReadsUnwrittenMemory(TraceCall call)
    {
        for (int i = 0; i < call.Children.Count; i++)
        {
            if (!Unwritten.Contains(call.Children[i].Name)) continue;
            foreach (var memory in TraceArgument.Tensors(call.Children[i].Outputs))
                if (call.Children.Skip(i + 1).FirstOrDefault(c => TraceArgument.Tensors(c.Inputs).Contains(memory)) is not { } next || !TraceArgument.Tensors(next.WrittenInputs).Contains(memory)) return true;
        }
        return false;
    }

    // a result that is fresh zeros, say, unless a visible operator wrote it or a view of it
    private static bool ReturnsFreshMemory(TraceCall call)
    {
        var fresh = call.Children.Where(c => Filled.Contains(c.Name)).SelectMany(c => TraceArgument.Tensors(c.Outputs)).ToHashSet();
        fresh.IntersectWith(TraceArgument.Tensors(call.Outputs));
        var written = call.Children.SelectMany(child => TraceArgument.Tensors(child.WrittenInputs)).ToList();
        return fresh.Any(tensor => !written.Any(other => ReferenceEquals(other, tensor) || (tensor.Storage != 0 && other.Storage == tensor.Storage)));
    }
}
