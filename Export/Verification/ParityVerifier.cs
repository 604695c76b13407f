using System.Text.RegularExpressions;
using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>Compares the final bytes, run by ONNX Runtime at each of its optimization levels, with the traced function on fresh data.</summary>
internal sealed partial class ParityVerifier(TracedFunction function, IReadOnlyList<InputSpec> inputs, InputSampler sampler, VerificationPlan plan, VerificationOptions options) : IDisposable
{
    private const long FirstSeed = 7_919; // tracing uses seeds below
    private const long MostBytesKept = 256L << 20;
    private const double MuchMore = 10;
    private const int Few = 12, FirstTrials = 8, FewTrials = 16, TrialsOfOrder = 32;

    private readonly CasePreparation preparation = new(function, inputs, sampler);
    private readonly Dictionary<(string Sizes, long Seed), (PreparedCase? Case, string? Refusal)> prepared = [];
    private readonly Dictionary<(string Sizes, long Seed, double Unit, bool Ordered), Sensitivity> sensitivities = [];
    private readonly Lazy<double> coarsest = new(() => CoarsestUnit(function, sampler, plan));
    private long bytesKept;
    private double[]? magnitudes;
    private Lazy<Dictionary<string, NodeOrigin>> origins = new([]);

    /// <param name="bytes">The file's content.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="warnings">Gets the sizes that the function rejects, and those at which the file does not follow it though nothing was promised.</param>
    /// <exception cref="VerificationException">A value differs, an output has another shape or type, or the bytes do not load or run.</exception>
    public ParityReport Verify(ReadOnlyMemory<byte> bytes, Graph graph, List<string> warnings)
    {
        origins = OriginsOf(bytes);
        var models = new List<(GraphOptimization Level, InferenceModel Model)>();
        try
        {
            foreach (var level in options.Levels) models.Add((level, Load(bytes, level)));
            var tolerances = Tolerances(graph);
            var wanted = plan.For(graph, options.Seeds);
            magnitudes ??= Magnitudes(wanted, graph.Outputs.Count);
            var (cases, rejected) = (new List<ParityCase>(), new List<string>());
            foreach (var (sizes, seed, kind) in wanted)
                if (Prepare(sizes, FirstSeed + seed, kind, rejected) is { } ready) cases.Add(Compare(models, ready, graph, tolerances));
            if (cases.Count == 0)
                throw new VerificationException("Verification", "at least one size that was not traced at which the function runs", string.Join("; ", rejected.Distinct()), "Make the dimension fixed.");
            cases.AddRange(VerifyEmpty(models, graph, tolerances, rejected));
            warnings.AddRange(rejected.Distinct().Where(r => !warnings.Contains(r)));
            return Report(cases, graph, tolerances);
        }
        finally
        {
            foreach (var (_, model) in models) model.Dispose();
        }
    }

    /// <summary>Loads the bytes of a graph that was verified, with other metadata, at each level and compares one case.</summary>
    /// <exception cref="VerificationException">They do not load, or a value differs.</exception>
    public void Confirm(ReadOnlyMemory<byte> bytes, Graph graph)
    {
        var ready = plan.For(graph, options.Seeds).Select(c => Prepare(c.Sizes, FirstSeed + c.Seed, c.Kind, [])).First(c => c is not null)!;
        foreach (var level in options.Levels)
        {
            using var model = Load(bytes, level);
            Compare([(level, model)], ready, graph, Tolerances(graph));
        }
    }

    private List<ParityCase> VerifyEmpty(List<(GraphOptimization Level, InferenceModel Model)> models, Graph graph, ToleranceModel tolerances, List<string> rejected)
    {
        var reason = plan.WhyNotEmpty(models[0].Model);
        var cases = new List<ParityCase>();
        foreach (var (sizes, promised) in plan.Sizes.Empty())
        {
            if (reason is not null)
            {
                if (promised) rejected.Add($"{reason}: the file is not proved at {sizes}");
                continue;
            }
            try
            {
                // what the function itself does not take is no loss where nobody asked for it
                if (Prepare(sizes, FirstSeed, DataKind.Near, promised ? rejected : []) is { } ready) cases.Add(Compare(models, ready, graph, tolerances));
            }
            catch (VerificationException) when (!promised) { rejected.Add($"the function runs at {sizes} and the file does not follow it there; its sizes begin at 1"); }
        }
        return cases;
    }

    /// <summary>Whether a model gives what the function gives where another failed.</summary>
    /// <param name="bytes">The model.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="failure">Where the other failed; at every level it must load where the other did not.</param>
    public bool Holds(ReadOnlyMemory<byte> bytes, Graph graph, VerificationException failure)
    {
        try
        {
            origins = OriginsOf(bytes);
            IReadOnlyList<GraphOptimization> levels = failure.Level is { } one ? [one] : options.Levels;
            foreach (var level in levels)
            {
                using var model = Load(bytes, level);
                if (failure.Case is not { } failed) continue;
                if (Prepare(failed.Sizes, failed.Seed, failed.Data, []) is not { } ready) return false;
                Compare([(level, model)], ready, graph, Tolerances(graph));
            }
            return true;
        }
        catch (VerificationException) { return false; }
    }

    /// <summary>What the values of a graph of the function may differ by.</summary>
    public ToleranceModel Tolerances(Graph graph) => new(graph, options, coarsest.Value);

    private static double CoarsestUnit(TracedFunction function, InputSampler sampler, VerificationPlan plan)
    {
        var arguments = sampler.Sample(plan.Sizes.ForTracing()[0], FirstSeed);
        try
        {
            using var trace = function.Record(arguments, locate: false);
            return trace.Tensors.Select(t => t.Type).Distinct().Where(TorchTypes.IsReal).Select(type => ToleranceModel.UnitRoundoff(TorchTypes.ToDataType(type))).DefaultIfEmpty(0).Max();
        }
        finally
        {
            foreach (var argument in arguments) argument.Dispose();
        }
    }

    /// <summary>Does something with the arguments of a failed case.</summary>
    public T WithArguments<T>(FailedCase failed, Func<IReadOnlyList<TorchSharp.torch.Tensor>, T> use) => preparation.WithArguments(failed.Sizes, failed.Seed, failed.Data, use);

    // The function is run once for a case: the bytes are compared without and with their parity figures, and each pass may be tried alone.
    private PreparedCase? Prepare(SizeAssignment sizes, long seed, DataKind kind, List<string> rejected)
    {
        var key = (sizes.ToString(), seed);
        if (!prepared.TryGetValue(key, out var known))
        {
            var ready = preparation.Prepare(sizes, seed, kind, out var refusal);
            known = (ready, refusal);
            bytesKept += ready is null ? 0 : ready.Feeds.Values.Concat(ready.Expected).Sum(t => t.Type == ElementType.String ? 0 : (long)t.Bytes.Length);
            if (bytesKept <= MostBytesKept) prepared.Add(key, known);
        }
        if (known.Case is null) rejected.Add($"the function itself rejects {sizes}: {known.Refusal}");
        return known.Case;
    }

    private InferenceModel Load(ReadOnlyMemory<byte> bytes, GraphOptimization level)
    {
        try { return InferenceModel.Load(options.BytesForLevel(bytes, level), new InferenceOptions { Device = Device.Cpu, Optimization = level }); }
        catch (ModelLoadException e)
        {
            throw new VerificationException("Verification", "bytes that ONNX Runtime loads", e.Message, "This is a defect of the exporter; report it with the function. No file was written.", e) { Level = level };
        }
    }

    // the nodes as they stand come first, so that what only a higher level shows is known to be its doing
    private ParityCase Compare(IReadOnlyList<(GraphOptimization Level, InferenceModel Model)> models, PreparedCase ready, Graph graph, ToleranceModel tolerances)
    {
        var differences = models.SelectMany(m => Compare(m.Level, m.Model, ready, graph, tolerances)).ToList();
        return new ParityCase(ready.Sizes.Sizes, ready.Seed - FirstSeed, ready.Data, differences.Take(ready.Expected.Count).Sum(d => d.Values),
            differences.Max(d => d.MaxAbsolute), differences.Max(d => d.MaxRelative), differences.Max(d => d.Used), differences.Max(d => d.Sensitive));
    }

    private List<TensorDifference> Compare(GraphOptimization level, InferenceModel model, PreparedCase ready, Graph graph, ToleranceModel tolerances)
    {
        var failed = new FailedCase(ready.Sizes, ready.Seed, ready.Data, level);
        IReadOnlyDictionary<string, TensorData> received;
        try { received = model.Run(ready.Feeds); }
        catch (InferenceException e)
        {
            throw new VerificationException($"Verification at {ready.Sizes}{Place(e.Message)}", "a run that ends", e.Message, "This is a defect of the exporter, or a size that the function froze; report it with the function. No file was written.", e) { Case = failed, Level = level };
        }
        var differences = graph.Outputs.Select((output, i) => Compare(output, i, ready, received[output.Name], graph, tolerances)).ToList();
        if (differences.FirstOrDefault(d => d.Mismatch is not null) is { Mismatch: { } mismatch })
            throw new VerificationException($"Verification at {(ready.Sizes.Sizes.Count == 0 ? "the example's size" : ready.Sizes)}, {mismatch.Where}", mismatch.Expected, mismatch.Received,
                "The exported graph does not compute what the function computes; report it with the function. No file was written.") { Case = failed, Level = level };
        return differences;
    }

    private static Lazy<Dictionary<string, NodeOrigin>> OriginsOf(ReadOnlyMemory<byte> bytes) =>
        new(() => OnnxReader.Read(bytes).Graph.Nodes.Where(n => n.Origin is not null).ToDictionary(n => n.Name, n => n.Origin!));

    // ONNX Runtime names the node that fails, and the node knows the line
    private string Place(string message) => NodeName().Match(message) is { Success: true } match && origins.Value.GetValueOrDefault(match.Groups["name"].Value) is { } origin
        ? $", {origin.Operator}{(origin.File is null ? "" : $" at {Path.GetFileName(origin.File)}:{origin.Line}")}" : "";

    [GeneratedRegex("Name:'(?<name>[^']*)'")]
    private static partial Regex NodeName();

    private TensorDifference Compare(Value output, int index, PreparedCase ready, TensorData received, Graph graph, ToleranceModel tolerances)
    {
        var tolerance = tolerances.For(output, ready.Sizes, Magnitude(index));
        return TensorComparison.Compare(output.Name, ready.Expected[index], received, tolerance, (wanted, got) => Widest(index, wanted, got, ready, graph, tolerance));
    }

    private double Magnitude(int output) => magnitudes is null ? 1 : magnitudes[output];

    private double[] Magnitudes(IEnumerable<(SizeAssignment Sizes, long Seed, DataKind Kind)> wanted, int outputs)
    {
        var largest = new double[outputs];
        foreach (var (sizes, seed, kind) in wanted)
            if (Prepare(sizes, FirstSeed + seed, kind, []) is { } ready)
                for (int i = 0; i < outputs; i++) largest[i] = Math.Max(largest[i], TensorComparison.RootMeanSquare(TensorNumbers.Of(ready.Expected[i])));
        return largest;
    }

    // The spread of the function's own roundings times the confidence; where an integer depends on one, nothing is known of it.
    private double[]? Widest(int output, double[] wanted, double[] got, PreparedCase ready, Graph graph, Tolerance tolerance)
    {
        bool ordered = graph.Nodes.Any(n => n.OpType == "TopK"); // libtorch leaves the order of equal values open
        bool exact = !TorchTypes.IsFloating(graph.Outputs[output].Type);
        double Allowed(double distance) => distance == 0 ? 0 : exact ? double.PositiveInfinity : distance * ToleranceModel.Confidence;
        double scale = TensorComparison.RootMeanSquare(wanted);
        var outside = wanted.Index().Where(w => !w.Item.Equals(got[w.Index])).Select(w => (w.Index, Difference: Math.Abs(w.Item - got[w.Index]), Allowed: tolerance.Of(w.Item, scale))).Where(v => !(v.Difference <= v.Allowed)).ToList();
        // further trials move the function only further; and jumps are few, so that when many values are outside, and most of them far from what the function does, it is not the roundings,
        // while where they explain all but a few, or few are outside, those may be rare jumps
        bool IsEnough(double[] distances, int trials)
        {
            int left = outside.Count(v => !(v.Difference <= Allowed(distances[v.Index])));
            if (left == 0) return true;
            if (trials >= (ordered ? TrialsOfOrder : FewTrials)) return left > Math.Max(Few, outside.Count / 4);
            return trials >= FirstTrials && !ordered && outside.Count > Math.Max(Few, wanted.Length / 100) && outside.Count(v => v.Difference > MuchMore * Allowed(distances[v.Index])) > outside.Count / 2;
        }

        var key = (ready.Sizes.ToString(), ready.Seed, tolerance.Unit, ordered);
        if (!sensitivities.TryGetValue(key, out var sensitivity)) sensitivities.Add(key, sensitivity = new Sensitivity(function, preparation, ready, tolerance.Unit, ordered));
        return sensitivity.Of(output, IsEnough) is { } moved ? [.. moved.Select(Allowed)] : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sensitivity in sensitivities.Values) sensitivity.Dispose();
    }

    private ParityReport Report(List<ParityCase> cases, Graph graph, ToleranceModel tolerances)
    {
        var all = cases.SelectMany(c => graph.Outputs.Select(o => tolerances.For(o, new SizeAssignment(c.Sizes)))).ToList();
        return new ParityReport(cases, options.Levels, all.Max(t => t.Absolute), all.Max(t => t.Relative));
    }
}
