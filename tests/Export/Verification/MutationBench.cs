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

    /// <summary>It changes the function, and the verification did not see it.</summary>
    Missed,
}

/// <summary>An exported model into which bugs are planted, each compared with the function as an export would.</summary>
internal sealed class MutationBench
{
    private const int SearchedSeeds = 12;
    private const double ClearlyMore = 4;
    private const long FirstSearchedSeed = 100_000;

    private readonly VerificationOptions options = new();
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly Graph graph;
    private readonly InputSampler sampler;
    private readonly IReadOnlyList<InputSpec> inputs;
    private readonly ParityVerifier verifier;

    private MutationBench(TracedFunction function, IReadOnlyList<Tensor> examples, ExportOptions export)
    {
        var capture = new Capture();
        bytes = ExportJob.Run(function, examples, export with { Passes = [.. PassPipeline.Default.Positions, new PassPosition(capture, "sees the final graph")] }).Bytes;
        graph = capture.Graph!;
        inputs = InputSpecs.Resolve(function, examples, export);
        sampler = new InputSampler(examples, inputs);
        verifier = new ParityVerifier(function, inputs, sampler, options);
        Mutations = GraphMutations.For(graph, SizeAssignment.ForTracing(sampler.Symbols)[0].Sizes);
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

    private MutantFate Search(ReadOnlyMemory<byte> mutant)
    {
        var plain = new InferenceOptions { Optimization = GraphOptimization.None };
        using var right = InferenceModel.Load(bytes, plain);
        using var wrong = InferenceModel.Load(mutant, plain);
        var tolerances = new ToleranceModel(graph, options);
        var fate = MutantFate.Equivalent;
        foreach (var sizes in SizeAssignment.ForVerification(sampler.Symbols))
            for (int seed = 0; seed < SearchedSeeds; seed++)
            {
                var arguments = sampler.Sample(sizes, FirstSearchedSeed + seed, (DataKind)(seed % Enum.GetValues<DataKind>().Length));
                var feeds = CasePreparation.Feeds(inputs, arguments);
                IReadOnlyDictionary<string, TensorData> expected;
                try { expected = right.Run(feeds); }
                catch (InferenceException) { continue; } // not an input of the function
                if (expected.Values.Any(t => TensorNumbers.Of(t).Any(v => !double.IsFinite(v)))) continue;
                IReadOnlyDictionary<string, TensorData> received;
                try { received = wrong.Run(feeds); }
                catch (InferenceException) { return MutantFate.Missed; }
                foreach (var output in graph.Outputs)
                {
                    if (TensorComparison.Compare(output.Name, expected[output.Name], received[output.Name], tolerances.For(output, sizes) is var t ? t with { Absolute = ClearlyMore * t.Absolute, Relative = ClearlyMore * t.Relative } : t).Mismatch is not null) return MutantFate.Missed;
                    if (!expected[output.Name].Bytes.SequenceEqual(received[output.Name].Bytes)) fate = MutantFate.WithinTolerance;
                }
            }
        return fate;
    }

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
