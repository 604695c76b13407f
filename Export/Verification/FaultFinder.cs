using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Says what is to blame for bytes that do not compute what the function computes: a pass, or the first operator whose value differs.</summary>
internal sealed class FaultFinder(TracedFunction function, IReadOnlyList<InputSpec> inputs, InputSampler sampler, LoweringTable table, ParityVerifier verifier)
{
    /// <summary>The pass with which the difference comes; null when it is there without any.</summary>
    /// <param name="build">A new model of the same program with the given passes run.</param>
    /// <param name="passes">The passes of the model that failed.</param>
    /// <param name="failure">Where it failed.</param>
    public PassPosition? BrokenPass(Func<IReadOnlyList<PassPosition>, Model> build, IReadOnlyList<PassPosition> passes, VerificationException failure)
    {
        bool Holds(int count) => verifier.Holds(OnnxWriter.Write(build([.. passes.Take(count)])), sampler, failure.Sizes!, failure.Seed);
        if (!Holds(0)) return null;
        for (int count = 1; count <= passes.Count; count++)
            if (!Holds(count)) return passes[count - 1];
        return null;
    }

    /// <summary>The same error with the first operator whose value differs between trace and file, where one is found.</summary>
    /// <param name="failure">The difference in the outputs.</param>
    /// <param name="build">A new graph of the same program and a model of it without passes.</param>
    public VerificationException Explain(VerificationException failure, Func<(LoweredProgram Program, Model Model)> build)
    {
        var arguments = sampler.Sample(failure.Sizes!, failure.Seed);
        try
        {
            using var trace = function.Record(arguments);
            var (program, model) = build();
            if (FirstDifference(trace, program, model, arguments) is not { } found) return failure;
            return new VerificationException(failure.Where, failure.Expected, failure.Received,
                $"The first value that differs is the result of {found.Call.Where}, {found.Mismatch.Where}: expected {found.Mismatch.Expected}; received {found.Mismatch.Received}. Report it with the function. No file was written.",
                failure.InnerException) { Sizes = failure.Sizes, Seed = failure.Seed };
        }
        finally
        {
            foreach (var argument in arguments) argument.Dispose();
        }
    }

    private (OperatorCall Call, Mismatch Mismatch)? FirstDifference(Trace trace, LoweredProgram program, Model model, IReadOnlyList<Tensor> arguments)
    {
        var calls = TraceAligner.Leaves(trace.Calls, table.IsLeaf).ToList();
        var written = calls.Where(c => c.WrittenInputs.Any()).SelectMany(c => TraceArgument.Tensors([.. c.WrittenInputs, .. c.Outputs])).Select(t => t.Storage).ToHashSet();
        var expected = ExpectedValues(calls, program, written);
        Expose(model.Graph, expected.Keys);
        using var session = InferenceModel.Load(OnnxWriter.Write(model));
        IReadOnlyDictionary<string, TensorData> received;
        try { received = session.Run(ParityVerifier.Feeds(inputs, arguments)); }
        catch (InferenceException) { return null; } // the run itself ends in an error, which says where
        foreach (var result in program.Results)
        {
            if (!expected.TryGetValue(result.Value, out var tensor)) continue;
            if (verifier.Difference(result.Value.Name, Values(tensor.Handle), received[result.Value.Name]) is { } mismatch) return (result.Call, mismatch);
        }
        return null;
    }

    private static TensorData Values(Tensor tensor)
    {
        if (!tensor.is_complex()) return TorchTensors.ToTensorData(tensor);
        using var resolved = tensor.resolve_conj();
        using var parts = view_as_real(resolved);
        return TorchTensors.ToTensorData(parts);
    }

    // The trace holds every result as it was at the end, so what was written in place afterwards tells nothing.
    private static Dictionary<Value, TracedTensor> ExpectedValues(List<TraceCall> calls, LoweredProgram program, HashSet<nint> written)
    {
        var found = new Dictionary<Value, TracedTensor>();
        foreach (var result in program.Results)
        {
            if (result.Value.Shape is null || result.Value.Producer is null || result.Call.Position >= calls.Count) continue;
            var outputs = TraceArgument.Tensors(calls[result.Call.Position].Outputs).ToList();
            if (result.Output < outputs.Count && !written.Contains(outputs[result.Output].Storage)) found.TryAdd(result.Value, outputs[result.Output]);
        }
        return found;
    }

    private static void Expose(Graph graph, IEnumerable<Value> values)
    {
        foreach (var value in values)
            if (!graph.Outputs.Contains(value)) graph.Outputs.Add(value);
    }
}
