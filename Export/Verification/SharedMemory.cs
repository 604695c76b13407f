namespace OnnxForge.Export;

/// <summary>Finds a result that shares an argument's memory at some sizes only, as <c>reshape</c> may, where a write through one of the two is read through the other: the function itself computes something else there.</summary>
internal static class SharedMemory
{
    /// <summary>The error that says so; null where memory is shared at the failed size as it was in the trace.</summary>
    /// <param name="failure">The difference in the outputs.</param>
    /// <param name="traced">The operators as they were traced, in order.</param>
    /// <param name="failed">The trace at the failed size.</param>
    /// <param name="calls">Its operators.</param>
    /// <param name="sizes">That size.</param>
    public static VerificationException? Explain(VerificationException failure, IReadOnlyList<OperatorCall> traced, Trace failed, IReadOnlyList<TraceCall> calls, SizeAssignment sizes)
    {
        foreach (var call in traced.TakeWhile(c => c.Position < calls.Count && calls[c.Position].Operator == c.Operator))
        {
            if (IsEmpty(call.Traced) || IsEmpty(calls[call.Position])) continue;
            var (here, there) = (SharedBy(calls[call.Position]), SharedBy(call.Traced));
            if (here is null == there is null) continue;
            var write = here is { } memory ? WriteSeenThroughOther(calls, call.Position, memory, failed.Outputs)
                : WriteSeenThroughOther([.. traced.Select(c => c.Traced)], traced.Index().First(c => c.Item == call).Index, there!.Value, []);
            if (write is null) continue;
            var (kind, other) = here is null ? ("a copy", "a view") : ("a view", "a copy");
            return new VerificationException($"Verification at {sizes}, {call.Where}", "a view at every size or a copy at every size",
                $"{kind} of its argument at {sizes} and {other} where it was traced: what {write.Operator}{(write.Source is null ? "" : $" at {write.Source}")} writes shows on both sides of a view and on one of a copy, so that the function itself differs",
                "Call clone() on the result before the write, or leave such sizes out by the dimension's Min and Max. No file was written.", failure) { Case = failure.Case, Level = failure.Level };
        }
        return null;
    }

    // memory of an argument that a result looks at, too
    private static nint? SharedBy(TraceCall call)
    {
        if (call.WritesSelf || call.WritesOut) return null;
        var inputs = TraceArgument.Tensors(call.Inputs).Select(t => t.Storage).ToHashSet();
        return TraceArgument.Tensors(call.Outputs).Where(t => inputs.Contains(t.Storage)).Select(t => (nint?)t.Storage).FirstOrDefault();
    }

    private static bool IsEmpty(TraceCall call) => TraceArgument.Tensors(call.Outputs).Any(t => t.Storage == 0);

    // a write through the view that is read through what was there before, or the other way round
    private static TraceCall? WriteSeenThroughOther(IReadOnlyList<TraceCall> calls, int view, nint memory, IReadOnlyList<TracedTensor> results)
    {
        IEnumerable<TracedTensor> There(IEnumerable<TraceArgument> arguments) => TraceArgument.Tensors(arguments).Where(t => t.Storage == memory);
        var ofView = There(calls[view].Outputs).ToHashSet();
        TraceCall? throughView = null, throughOther = null;
        TraceCall? Seen(IEnumerable<TracedTensor> read) => read.Select(t => ofView.Contains(t) ? throughOther : throughView).FirstOrDefault(write => write is not null);
        foreach (var call in calls.Skip(view + 1))
        {
            if (Seen(There(call.Inputs)) is { } write) return write;
            foreach (var written in There(call.WrittenInputs))
                if (ofView.Contains(written)) throughView ??= call;
                else throughOther ??= call;
            if (There(call.Inputs).Any(ofView.Contains)) ofView.UnionWith(There(call.Outputs));
        }
        return Seen(results.Where(t => t.Storage == memory));
    }
}
