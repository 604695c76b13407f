using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>One sample that libtorch accepts, and what went wrong with it in ONNX Runtime; null when nothing did.</summary>
internal sealed record SampleResult(OperatorSample Sample, string? Failure);

/// <summary>An operator at an element type: the samples that libtorch accepts.</summary>
internal sealed record CellResult(string Operator, ScalarType Type, IReadOnlyList<SampleResult> Samples);

/// <summary>An operator: its cells, and the calls that libtorch accepts with some of their arguments.</summary>
internal sealed record RowResult(IReadOnlyList<CellResult> Cells, IReadOnlySet<string> Calls);

/// <summary>Runs the samples of an operator in libtorch, and their export in ONNX Runtime.</summary>
/// <remarks>All samples of an element type are one function, so that a cell is one trace, one graph and one session; where that fails, halves of it are tried until the culprits are alone.</remarks>
internal static class ConsistencyCheck
{
    private const int Opset = (int)OpsetVersions.Default;
    private static readonly LoweringTable Table = new(Opset);

    /// <summary>The cells of element types that libtorch accepts: all of them, or the first and some others that the row's name chooses.</summary>
    public static RowResult Run(SampledOperator row, bool all)
    {
        const int chosen = 2;
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var accepted = SampleValues.Types.Select(type => (Type: type, Samples: row.Samples(type).Where(IsAccepted).ToList())).Where(cell => cell.Samples.Count > 0).ToList();
        var calls = accepted.SelectMany(cell => cell.Samples).Select(sample => sample.Call).ToHashSet();
        if (!all && accepted.Count > chosen)
        {
            var others = accepted[1..].ToArray();
            new Random(row.Name.Aggregate(17, (seed, letter) => unchecked(seed * 31 + letter))).Shuffle(others);
            accepted = [accepted[0], .. others[..(chosen - 1)]];
        }
        return new RowResult([.. accepted.Select(cell => new CellResult(row.Name, cell.Type, Run(row, cell.Samples)))], calls);
    }

    private static bool IsAccepted(OperatorSample sample)
    {
        try { return sample.Function(sample.Inputs).Count > 0; }
        catch (System.Runtime.InteropServices.ExternalException) { return false; }
    }

    private static List<SampleResult> Run(SampledOperator row, List<OperatorSample> samples)
    {
        try { return Compare(row, samples); }
        catch (Exception e) when (e is ExportException or InferenceException or InvalidOperationException or GraphException)
        {
            if (samples.Count == 1) return [new SampleResult(samples[0], Text(e))];
            int half = samples.Count / 2;
            return [.. Run(row, samples[..half]), .. Run(row, samples[half..])];
        }
    }

    private static string Text(Exception e) => e is UnsupportedOperatorException unsupported ? $"refused: {string.Join("; ", unsupported.Operators.Select(o => o.Reason))}" : $"{e.GetType().Name}: {e.Message}";

    private static List<SampleResult> Compare(SampledOperator row, List<OperatorSample> samples)
    {
        var inputs = samples.SelectMany(s => s.Inputs).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>().ToList();
        var specs = inputs.Select((_, i) => new InputSpec($"x{i}") { DynamicDimensions = new Dictionary<int, string>() }).ToList();
        var counts = new List<int>();
        using var trace = TracedFunction.Of(_ =>
        {
            var results = samples.Select(s => s.Function(s.Inputs)).ToList();
            counts.AddRange(results.Select(r => r.Count));
            return [.. results.SelectMany(r => r)];
        }).Record(inputs);
        var received = RunExport(row, trace, specs, samples.Count);
        var compared = new List<SampleResult>();
        int next = 0;
        foreach (var (sample, count) in samples.Zip(counts))
        {
            var results = Enumerable.Range(next, count).Select(i => received[$"y{i}"]).ToList();
            var failure = Difference([.. Enumerable.Range(next, count).Select(i => trace.Outputs[i].Handle)], results);
            compared.Add(new SampleResult(sample, failure is null || IsCloseToSinglePrecision(sample, results) ? null : failure));
            next += count;
        }
        return compared;
    }

    private static string? Difference(IEnumerable<Tensor> expected, IEnumerable<TensorData> received) =>
        expected.Zip(received, (e, r) => AssertClose.Difference(TorchTensors.ToTensorData(e), r)).FirstOrDefault(difference => difference is not null);

    // some of libtorch's kernels round half precision after every step; an export that rounds once is as right
    private static bool IsCloseToSinglePrecision(OperatorSample sample, List<TensorData> received)
    {
        var half = sample.Inputs.FirstOrDefault(input => input.dtype is ScalarType.Float16 or ScalarType.BFloat16)?.dtype;
        if (half is not { } type || sample.InSinglePrecision is null) return false;
        try
        {
            var wide = sample.InSinglePrecision();
            var rounded = wide.Select((w, i) => received[i].Type is ElementType.Float16 or ElementType.BFloat16 ? w.to(type) : w);
            return Difference(rounded, received) is null;
        }
        catch (System.Runtime.InteropServices.ExternalException) { return false; }
    }

    private static IReadOnlyDictionary<string, TensorData> RunExport(SampledOperator row, Trace trace, IReadOnlyList<InputSpec> specs, int samples)
    {
        var program = TraceAligner.Align([trace], [new SizeAssignment(new Dictionary<string, long>())], Table.IsLeaf, [.. specs.Select(s => s.Name)]);
        int calls = program.Calls.Count(call => call.Operator == row.Operator);
        if (row.Operator is not null && calls < samples) throw new InvalidOperationException($"the samples call {string.Join(", ", program.Calls.Select(call => call.Operator).Distinct())}, and {row.Operator} {calls} times");
        if (row.Alias is { } alias) program = program with { Calls = [.. program.Calls.Select(call => call.Operator == row.Operator ? Renamed(call, $"aten::{alias}") : call)] };
        var lowered = ProgramLowering.Lower(program, Table, Opset, "samples", specs, [.. trace.Outputs.Select((_, i) => $"y{i}")]);
        var model = new Model(lowered.Graph, Opset);
        PassPipeline.Default.Run(model);
        using var session = InferenceModel.Load(OnnxWriter.Write(model), new InferenceOptions { Threads = 1 });
        return session.Run(CasePreparation.Feeds(specs, [.. trace.Inputs.Select(t => t.Handle)]));
    }

    private static OperatorCall Renamed(OperatorCall call, string name)
    {
        var parts = name.Split('.');
        return call with { Traced = new TraceCall(parts[0], parts.ElementAtOrDefault(1) ?? "", call.Traced.Inputs, call.Traced.Source, call.Traced.ModulePath) { Outputs = call.Traced.Outputs } };
    }
}
