namespace OnnxForge.Export;

/// <summary>Refuses writes into memory that something else looks at afterwards: a graph of values cannot show them.</summary>
internal static class MutationCheck
{
    /// <exception cref="TraceException">A parameter or buffer is written, or a write goes through a view.</exception>
    public static void Verify(TracedProgram program)
    {
        var lastUse = new Dictionary<ProgramTensor, int>();
        var firstSeen = new Dictionary<ProgramTensor, int>();
        for (int i = 0; i < program.Calls.Count; i++)
        {
            foreach (var tensor in program.Calls[i].InputTensors) (lastUse[tensor], _) = (i, firstSeen.TryAdd(tensor, i));
            foreach (var tensor in program.Calls[i].OutputTensors) firstSeen.TryAdd(tensor, i);
        }
        foreach (var input in program.Inputs) firstSeen[input] = -1;
        foreach (var output in program.Outputs) lastUse[output] = program.Calls.Count;
        var byStorage = firstSeen.Keys.Where(t => t.Storage != 0).ToLookup(t => t.Storage);

        for (int i = 0; i < program.Calls.Count; i++)
            if (program.Calls[i] is { WritesInPlace: true } call)
                foreach (var written in Written(call)) Verify(call, i, written, byStorage, firstSeen, lastUse);
    }

    /// <summary>The tensors that a call writes: its first argument, or its <c>out</c> arguments.</summary>
    public static IEnumerable<ProgramTensor> Written(OperatorCall call) =>
        call.WritesSelf ? call.Inputs.Take(1).OfType<Argument.OfTensor>().Select(a => a.Tensor) : call.OutputTensors;

    private static void Verify(OperatorCall call, int at, ProgramTensor written, ILookup<nint, ProgramTensor> byStorage,
        Dictionary<ProgramTensor, int> firstSeen, Dictionary<ProgramTensor, int> lastUse)
    {
        var sharing = written.Storage == 0 ? [written] : byStorage[written.Storage];
        if (sharing.FirstOrDefault(t => t.Origin == TensorOrigin.State) is { } state)
            throw new TraceException(call.Where, "an inference function that leaves its parameters and buffers as they are", $"a write into {state.Name}", "Call eval() on the module before the export, or take the update out of forward.");
        var seenLater = sharing.FirstOrDefault(t => t != written && firstSeen[t] < at && lastUse.GetValueOrDefault(t, -1) > at);
        if (seenLater is not null)
            throw new TraceException(call.Where, "a write into memory that nothing else looks at", "a write through a view, whose base or sibling is read later", "Use the operator's form that returns a new tensor (without the underscore), or torch.where, cat or scatter instead of the assignment.");
    }
}
