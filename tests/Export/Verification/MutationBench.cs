using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>What became of a planted bug.</summary>
internal enum MutantFate
{
    /// <summary>A value differed, or the bytes did not load or run.</summary>
    Caught,

    /// <summary>It gives the same bits on every input of a long search.</summary>
    Equivalent,

    /// <summary>What it changes is within the tolerance, or near it, on every input of a long search.</summary>
    WithinTolerance,

    /// <summary>It changes the function on less than a quarter of the data that was searched: where a unit is mostly off, say.</summary>
    Rare,

    /// <summary>It changes the function, and the verification did not see it.</summary>
    Missed,
}

/// <summary>An exported model into which bugs are planted, each compared with the function as an export would.</summary>
internal sealed class MutationBench : IDisposable
{
    private const int SearchedSeeds = 12;
    private const double ClearlyMore = 4, RareShare = 0.25;
    private const long FirstSearchedSeed = 100_000;

    // a bug in the nodes shows in the nodes as they stand
    private readonly VerificationOptions options = new() { Levels = [GraphOptimization.None] };
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly Graph graph;
    private readonly InputSampler sampler;
    private readonly IReadOnlyList<InputSpec> inputs;
    private readonly VerificationPlan plan;
    private readonly ParityVerifier verifier;

    private MutationBench(TracedFunction function, IReadOnlyList<Tensor> examples, ExportOptions export)
    {
        var capture = new Capture();
        bytes = ExportJob.Run(function, examples, export with { Passes = [.. PassPipeline.Default.Positions, new PassPosition(capture, "sees the final graph")] }).Bytes;
        graph = capture.Graph!;
        inputs = InputSpecs.Resolve(function, examples, export);
        sampler = new InputSampler(examples, inputs);
        plan = new VerificationPlan(new SizePlan(sampler.Dimensions), [], new HashSet<string>());
        verifier = new ParityVerifier(function, inputs, sampler, plan, options);
        Mutations = GraphMutations.For(graph, plan.Sizes.ForTracing()[0].Sizes);
    }

    /// <summary>Every bug that fits into the model.</summary>
    public IReadOnlyList<GraphMutation> Mutations { get; }

    public static MutationBench Of(nn.Module module, IReadOnlyList<Tensor> examples, ExportOptions options)
    {
        module.eval();
        return new(TracedFunction.Of(module), examples, options);
    }

    public static MutationBench Of(OperatorCase row) => new(TracedFunction.Of(row.Function), row.Inputs, new ExportOptions { Inputs = row.Specs });

    public MutantFate Try(GraphMutation mutation)
    {
        var model = OnnxReader.Read(bytes);
        mutation.Apply(model);
        ReadOnlyMemory<byte> mutant;
        try { mutant = OnnxWriter.Write(model); }
        catch (InvalidGraphException) { return MutantFate.Caught; } // the graph's own rules see it
        try { verifier.Verify(mutant, graph, []); }
        catch (VerificationException) { return MutantFate.Caught; }
        return Search(mutant);
    }

    public void Dispose() => verifier.Dispose();

    private MutantFate Search(ReadOnlyMemory<byte> mutant)
    {
        var plain = new InferenceOptions { Optimization = GraphOptimization.None };
        using var right = InferenceModel.Load(bytes, plain);
        using var wrong = InferenceModel.Load(mutant, plain);
        var tolerances = verifier.Tolerances(graph);
        int tried = 0, changed = 0, other = 0;
        foreach (var (sizes, seed, kind) in plan.For(graph, SearchedSeeds))
        {
            var arguments = sampler.Sample(sizes, FirstSearchedSeed + seed, kind);
            var feeds = CasePreparation.Feeds(inputs, arguments);
            IReadOnlyDictionary<string, TensorData> expected;
            try { expected = right.Run(feeds); }
            catch (InferenceException) { continue; } // not an input of the function
            if (expected.Values.Any(t => TensorNumbers.Of(t).Any(v => !double.IsFinite(v)))) continue;
            IReadOnlyDictionary<string, TensorData> received;
            try { received = wrong.Run(feeds); }
            catch (InferenceException) { return MutantFate.Missed; }
            tried++;
            if (graph.Outputs.Any(o => IsClear(o, expected, received, tolerances.For(o, sizes)))) changed++;
            else if (graph.Outputs.Any(o => !expected[o.Name].Bytes.SequenceEqual(received[o.Name].Bytes))) other++;
        }
        return changed > RareShare * tried ? MutantFate.Missed : changed > 0 ? MutantFate.Rare : other > 0 ? MutantFate.WithinTolerance : MutantFate.Equivalent;
    }

    private static bool IsClear(Value output, IReadOnlyDictionary<string, TensorData> expected, IReadOnlyDictionary<string, TensorData> received, Tolerance tolerance) =>
        TensorComparison.Compare(output.Name, expected[output.Name], received[output.Name], tolerance with { Absolute = ClearlyMore * tolerance.Absolute, Relative = ClearlyMore * tolerance.Relative }).Mismatch is not null;

    private sealed class Capture : IGraphPass
    {
        public Graph? Graph { get; private set; }

        public string Name => nameof(Capture);

        public PassResult Run(Model model)
        {
            Graph = model.Graph;
            return new PassResult([], []);
        }
    }
}
