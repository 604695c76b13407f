namespace OnnxForge.Export;

/// <summary>Refuses functions that write memory which outlives their run: parameters, buffers, tensors that they captured.</summary>
internal static class MutationCheck
{
    // operators that update running statistics when they normalize by the batch, as neither name nor overload says: the statistics, and the flag
    private static readonly Dictionary<string, (int First, int Count, int Flag)> Statistics = new()
    {
        ["aten::batch_norm"] = (3, 2, 5), ["aten::instance_norm"] = (3, 2, 5),
    };

    /// <param name="trace">A trace, whose tensors are alive.</param>
    /// <param name="lasting">The memory that another trace of the same function saw while this one's tensors were alive: what both saw was there before either.</param>
    /// <param name="isLeaf">Whether a call is translated as it is; what it does inside is then its own lowering's matter.</param>
    /// <param name="differentiates">Whether the function runs a backward pass, so that it may be a training step.</param>
    /// <exception cref="TraceException">Such memory is written; all writes are listed.</exception>
    public static void Verify(Trace trace, IReadOnlySet<nint> lasting, Func<TraceCall, bool> isLeaf, bool differentiates)
    {
        var state = trace.Tensors.Where(t => trace.State.ContainsKey(t.Id)).ToList();
        var written = LeafCalls.Of(trace.Calls, isLeaf).SelectMany(call => TraceArgument.Tensors([.. call.WrittenInputs, .. Updated(call)]), (call, tensor) => (Call: call, Tensor: tensor));
        var writes = written.Where(w => lasting.Contains(w.Tensor.Storage) && w.Tensor.HoldsItsMemory).Select(w =>
        {
            var names = state.Where(s => s.Id == w.Tensor.Id || s.Storage == w.Tensor.Storage).Select(s => trace.State[s.Id]).ToList();
            var where = $"{w.Call.Operator}{(w.Call.Source is null ? "" : $" at {w.Call.Source}")}{(w.Call.ModulePath.Length > 0 ? $" (module {w.Call.ModulePath})" : "")}";
            return $"  {(names.Count > 0 ? string.Join(", ", names) : $"a captured tensor {w.Tensor.Type}[{string.Join(", ", w.Tensor.Shape)}]")} by {where}";
        }).Distinct().ToList();
        if (writes.Count > 0)
            throw new TraceException("Export", "a function that leaves parameters, buffers and captured tensors as they are", $"writes into {writes.Count} of them:\n{string.Join('\n', writes)}",
                differentiates ? "Write the step as values of its own, next = weight - rate * gradient, with gradients from torch.autograd.grad, and return them: a file keeps nothing from run to run, as backward() does in .grad and an optimizer in the weights."
                    : "Call eval() on the module before the export, or take the updates out of forward.");
    }

    private static IEnumerable<TraceArgument> Updated(TraceCall call) =>
        Statistics.TryGetValue(call.Operator, out var rule) && call.Inputs[rule.Flag] is TraceArgument.Boolean { Value: true } ? call.Inputs.Skip(rule.First).Take(rule.Count) : [];
}
