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
    private IReadOnlyList<string> far = [];

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
        using var traces = TraceSet.Record(function, sampler, plan);
        far = traces.Far;
        MutationCheck.Verify(traces.Traces[0], traces.LastingMemory, table.IsLeaf);
        var program = TraceAligner.Align(traces.Traces, traces.Sizes, table.IsLeaf, [.. inputs.Select(i => i.Name)]);
        var outputNames = OutputNames(program.Outputs.Count);
        LoweredProgram Lower() => ProgramLowering.Lower(program, table, options.Opset, options.GraphName, inputs, outputNames);
        return Prove(Lower, outputNames);
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
    private ExportedModel Prove(Func<LoweredProgram> lower, IReadOnlyList<string> outputNames)
    {
        var passes = options.Passes.ToList();
        while (true)
        {
            var model = NewModel(lower().Graph, passes);
            var verifier = new ParityVerifier(function, inputs, outputNames, Tolerance.For(model.Graph, options.Verification));
            try { return Prove(model, verifier); }
            catch (VerificationException e) when (e.Sizes is not null)
            {
                var finder = new FaultFinder(function, inputs, sampler, table, verifier);
                var broken = finder.BrokenPass(positions => NewModel(lower().Graph, positions), passes, e);
                if (broken is null) throw finder.Explain(e, () => { var lowered = lower(); return (lowered, NewModel(lowered.Graph, [])); });
                var blame = $"the pass {broken.Pass.Name} changes what the graph computes ({e.Where})";
                if (options.Strict) throw new VerificationException(e.Where, e.Expected, e.Received, $"To blame is the pass {broken.Pass.Name}; export without strict to leave it out. No file was written.", e);
                warnings.Add($"left out: {blame}");
                passes.Remove(broken);
            }
        }
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

    // The parity figures travel inside of the file, so the bytes with them are verified once more: they are the final ones.
    private ExportedModel Prove(Model model, ParityVerifier verifier)
    {
        var draft = verifier.Verify(OnnxWriter.Write(model), sampler, plan, far, options.Verification.Seeds, warnings);
        ExportMetadata.AddParity(model, draft);
        var bytes = OnnxWriter.Write(model);
        var parity = verifier.Verify(bytes, sampler, plan, far, options.Verification.Seeds, warnings);
        var operators = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Nodes) operators[node.OpType] = operators.GetValueOrDefault(node.OpType) + 1;
        return new ExportedModel(bytes, new ExportReport(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), options.Opset, model.IrVersion, operators, parity, warnings));
    }
}
