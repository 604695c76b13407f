using System.Security.Cryptography;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>One export, from the function to verified bytes: traces, program, graph, passes, bytes, proof.</summary>
internal sealed class ExportJob
{
    private readonly TracedFunction function;
    private readonly IReadOnlyList<InputSpec> inputs;
    private readonly InputSampler sampler;
    private readonly ExportOptions options;
    private readonly LoweringTable table;
    private readonly List<string> warnings = [];
    private readonly SizePlan plan;

    private ExportJob(TracedFunction function, IReadOnlyList<Tensor> examples, ExportOptions options)
    {
        (this.function, this.options) = (function, options);
        inputs = InputSpecs.Resolve(function, examples, options);
        sampler = new InputSampler(examples, inputs);
        plan = new SizePlan(sampler.Dimensions);
        table = new LoweringTable(options.Opset, options.LoweringOverrides);
    }

    public static ExportedModel Run(TracedFunction function, IReadOnlyList<Tensor> examples, ExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (options.Opset is < (int)OpsetVersions.Minimum or > (int)OpsetVersions.Maximum)
            throw new ExportException("Opset", $"{OpsetVersions.Minimum} to {OpsetVersions.Maximum}", $"{options.Opset}", "Choose one of these.");
        return new ExportJob(function, examples, options).Run();
    }

    private ExportedModel Run()
    {
        var (traces, program) = Trace();
        using var kept = traces;
        var outputNames = OutputNames(program.Outputs.Count);
        LoweredProgram Lower() => ProgramLowering.Lower(program, table, options.Opset, options.GraphName, inputs, outputNames);
        return Prove(Lower, new VerificationPlan(plan, traces.Far, traces.Traces[0].Operators));
    }

    // the C# line of every operator of every run is worth its time only where an error tells it
    private (TraceSet Traces, TracedProgram Program) Trace()
    {
        try { return Trace(locateAll: false); }
        catch (TraceException) { return Trace(locateAll: true); }
    }

    private (TraceSet Traces, TracedProgram Program) Trace(bool locateAll)
    {
        var traces = TraceSet.Record(function, sampler, plan, locateAll);
        try
        {
            MutationCheck.Verify(traces.Traces[0], traces.LastingMemory, table.IsLeaf, function.Differentiates);
            return (traces, TraceAligner.Align(traces.Traces, traces.Sizes, table.IsLeaf, [.. inputs.Select(i => i.Name)]));
        }
        catch
        {
            traces.Dispose();
            throw;
        }
    }

    private IReadOnlyList<string> OutputNames(int count)
    {
        if (count == 0) throw new ExportException("The function's result", "at least one tensor", "none", "Return what the file is to give.");
        if (options.OutputNames is { } names && names.Count != count)
            throw new ExportException("Output names", $"{count}, one for each result of the function", $"{names.Count}", "Name every output, or none.");
        return options.OutputNames ?? OwnNames(count) ?? (count == 1 ? ["output"] : [.. Enumerable.Range(0, count).Select(i => $"output_{i}")]);
    }

    // the names that the results have in the code; one that an input has too says what it is
    private List<string>? OwnNames(int count) =>
        function.OutputNames is { } own && own.Count == count ? [.. own.Select(name => inputs.Any(i => i.Name == name) ? $"{name}_out" : name)] : null;

    // A pass that breaks the graph is left out, and the others tried again without it.
    private ExportedModel Prove(Func<LoweredProgram> lower, VerificationPlan verification)
    {
        var passes = options.Passes.ToList();
        using var verifier = new ParityVerifier(function, inputs, sampler, verification, options.Verification);
        while (true)
        {
            try { return Prove(NewModel(lower().Graph, passes), verifier); }
            catch (PassException e) when (passes.Find(p => p.Pass.Name == e.Pass) is { } broken)
            {
                if (options.Strict) throw;
                LeaveOut(broken, $"fails ({e.Where}: {e.Received})", passes);
            }
            catch (VerificationException e) when (e.Level is not null)
            {
                var bisection = new PassBisection(positions => NewModel(lower().Graph, positions), verifier);
                if (WithEverySigmoid(passes) is { } accurate && bisection.Holds(accurate, e))
                {
                    passes = accurate;
                    continue;
                }
                var broken = bisection.Find(passes, e);
                if (broken is null)
                    throw new FaultFinder(function, inputs, table, verifier).Explain(e, () => { var lowered = lower(); return (lowered, NewModel(lowered.Graph, [])); });
                if (options.Strict) throw new VerificationException(e.Where, e.Expected, e.Received, $"To blame is the pass {broken.Pass.Name}; export without strict to leave it out. No file was written.", e);
                LeaveOut(broken, $"changes what the graph computes ({e.Where})", passes);
            }
        }
    }

    // what is multiplied by large numbers, as the argument itself far below zero, shows a kernel's roundings too; only the data tell
    private static List<PassPosition>? WithEverySigmoid(List<PassPosition> passes) =>
        passes.Any(p => p.Pass is AccurateSigmoid { Everywhere: false }) ? [.. passes.Select(p => p.Pass is AccurateSigmoid ? p with { Pass = new AccurateSigmoid(everywhere: true) } : p)] : null;

    private void LeaveOut(PassPosition broken, string reason, List<PassPosition> passes)
    {
        warnings.Add($"left out: the pass {broken.Pass.Name} {reason}");
        passes.Remove(broken);
    }

    private Model NewModel(Graph graph, IReadOnlyList<PassPosition> passes)
    {
        var model = new Model(graph, options.Opset) { ProducerVersion = ExporterVersion.Text };
        if (inputs.Any(i => i.Vocabulary is not null)) model.Opsets[TextLookup.Domain] = TextLookup.DomainVersion;
        foreach (var (key, value) in options.Metadata) model.Metadata[key] = value;
        ExportMetadata.AddConfig(model, function.Root, warnings);
        ExportMetadata.Describe(model, sampler.Dimensions);
        if (passes.Count > 0) new PassPipeline(passes).Run(model);
        return model;
    }

    // The parity figures travel at the end of the file: what comes before them are the bytes that were verified.
    private ExportedModel Prove(Model model, ParityVerifier verifier)
    {
        var draft = OnnxWriter.Write(model);
        var parity = verifier.Verify(draft, model.Graph, warnings);
        ExportMetadata.AddParity(model, parity);
        var bytes = OnnxWriter.Write(model);
        if (!bytes.AsSpan().StartsWith(draft))
            throw new VerificationException("Verification", "a file that begins with the bytes that were verified", "other bytes", "This is a defect of the exporter; report it with the function. No file was written.");
        verifier.Confirm(bytes, model.Graph);
        var operators = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Nodes) operators[node.OpType] = operators.GetValueOrDefault(node.OpType) + 1;
        return new ExportedModel(bytes, new ExportReport(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), options.Opset, model.IrVersion, operators, parity, warnings));
    }
}
