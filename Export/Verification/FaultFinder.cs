using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Says what is to blame for bytes that do not compute what the function computes: ONNX Runtime, a result that shares memory at some sizes only, or the first operator whose value differs.</summary>
internal sealed class FaultFinder(TracedFunction function, IReadOnlyList<InputSpec> inputs, LoweringTable table, ParityVerifier verifier)
{
    /// <summary>The same error with what is to blame, where it is found: a level of ONNX Runtime's, or the first operator whose value differs.</summary>
    /// <param name="failure">The difference in the outputs.</param>
    /// <param name="build">A new graph of the same program and a model of it without passes.</param>
    public VerificationException Explain(VerificationException failure, Func<(LoweredProgram Program, Model Model)> build)
    {
        var (program, model) = build();
        if (failure.Level is { } level and not GraphOptimization.None && verifier.Holds(OnnxWriter.Write(model), model.Graph, AtNone(failure)))
            return Blaming(failure, $"ONNX Runtime's optimization level '{level.ToString().ToLowerInvariant()}' changes the result: the nodes as they stand in the file give the right one. Report it to ONNX Runtime. No file was written.");
        if (failure.Case is not { } failed) return failure;
        return verifier.WithArguments(failed, arguments =>
        {
            using var kept = new KeptResults();
            using var trace = function.Record([.. arguments.Select(a => a.clone())], kept);
            var calls = LeafCalls.Of(trace.Calls, table.IsLeaf);
            if (SharedMemory.Explain(failure, [.. program.Results.Select(r => r.Call).Distinct()], trace, calls, failed.Sizes) is { } shared) return shared;
            if (FirstDifference(calls, kept, program, model, arguments, failed.Sizes) is not { } found) return failure;
            return Blaming(failure, $"The first value that differs is the result of {found.Call.Where}, {found.Mismatch.Where}: expected {found.Mismatch.Expected}; received {found.Mismatch.Received}. Report it with the function. No file was written.");
        });
    }

    private static VerificationException AtNone(VerificationException failure) =>
        new(failure.Where, failure.Expected, failure.Received, "", failure) { Case = failure.Case, Level = GraphOptimization.None };

    private static VerificationException Blaming(VerificationException failure, string remedy) =>
        new(failure.Where, failure.Expected, failure.Received, remedy, failure.InnerException) { Case = failure.Case, Level = failure.Level };

    private (OperatorCall Call, Mismatch Mismatch)? FirstDifference(List<TraceCall> calls, KeptResults kept, LoweredProgram program, Model model, IReadOnlyList<Tensor> arguments, SizeAssignment sizes)
    {
        var expected = ExpectedValues(calls, kept, program);
        Expose(model.Graph, expected.Keys);
        var tolerances = verifier.Tolerances(model.Graph);
        using var session = InferenceModel.Load(OnnxWriter.Write(model), new InferenceOptions { Device = OnnxForge.Inference.Device.Cpu, Optimization = GraphOptimization.None });
        IReadOnlyDictionary<string, TensorData> received;
        try { received = session.Run(CasePreparation.Feeds(inputs, arguments)); }
        catch (InferenceException) { return null; } // the run itself ends in an error, which says where
        foreach (var result in program.Results)
        {
            if (!expected.TryGetValue(result.Value, out var tensor)) continue;
            if (TensorComparison.Compare(result.Value.Name, Values(tensor), received[result.Value.Name], tolerances.For(result.Value, sizes)).Mismatch is { } mismatch) return (result.Call, mismatch);
        }
        return null;
    }

    // a complex number is two real ones in the graph
    private static TensorData Values(Tensor tensor)
    {
        if (!tensor.is_complex()) return TorchTensors.ToTensorData(tensor);
        using var resolved = tensor.resolve_conj();
        using var parts = view_as_real(resolved);
        return TorchTensors.ToTensorData(parts);
    }

    private static Dictionary<Value, Tensor> ExpectedValues(List<TraceCall> calls, KeptResults kept, LoweredProgram program)
    {
        var found = new Dictionary<Value, Tensor>();
        foreach (var result in program.Results)
        {
            if (result.Value.Shape is null || result.Value.Producer is null || result.Call.Position >= calls.Count) continue;
            if (kept.Of(calls[result.Call.Position], result.Output) is { } value) found.TryAdd(result.Value, value);
        }
        return found;
    }

    private static void Expose(Graph graph, IEnumerable<Value> values)
    {
        foreach (var value in values)
            if (!graph.Outputs.Contains(value)) graph.Outputs.Add(value);
    }
}
