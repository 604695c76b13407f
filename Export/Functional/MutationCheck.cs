namespace OnnxForge.Export;

/// <summary>What a program writes in place, and the refusal of writes into a model's own state.</summary>
internal static class MutationCheck
{
    /// <summary>The tensors that a call writes: its first argument, or its <c>out</c> arguments.</summary>
    public static IEnumerable<ProgramTensor> Written(OperatorCall call) =>
        call.WritesSelf ? call.Inputs.Take(1).OfType<Argument.OfTensor>().Select(a => a.Tensor) : call.OutputTensors;

    /// <exception cref="TraceException">A parameter or buffer is written, or a view of one.</exception>
    public static void Verify(TracedProgram program)
    {
        var state = program.Calls.SelectMany(c => c.InputTensors).Where(t => t.Origin == TensorOrigin.State).Distinct().ToList();
        foreach (var call in program.Calls.Where(c => c.WritesInPlace))
            foreach (var written in Written(call))
                if (state.FirstOrDefault(s => s == written || (s.Storage != 0 && s.Storage == written.Storage)) is { } changed)
                    throw new TraceException(call.Where, "an inference function that leaves its parameters and buffers as they are", $"a write into {changed.Name}", "Call eval() on the module before the export, or take the update out of forward.");
    }
}
