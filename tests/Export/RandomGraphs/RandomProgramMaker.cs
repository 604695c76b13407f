using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Composes operators by chance, each tried on the examples at two batches before it is taken.</summary>
internal sealed class RandomProgramMaker
{
    private const long Batch = 4, OtherBatch = 7;
    private const double LargestValue = 1e3;

    private readonly Random random;
    private readonly List<Tensor> values = [], others = [];
    private readonly List<RandomStep> steps = [];
    private readonly HashSet<int> used = [];
    private readonly List<Tensor> examples = [];

    private RandomProgramMaker(int seed) => random = new Random(seed);

    /// <summary>A program of 5 to 40 steps whose outputs are finite and not all constant.</summary>
    public static RandomProgram Make(int seed)
    {
        for (int attempt = 0; ; attempt++)
            if (new RandomProgramMaker(seed + 1_000_003 * attempt).TryMake() is { } program) return program;
    }

    private RandomProgram? TryMake()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        AddInputs();
        int wanted = random.Next(5, 41);
        for (int tries = 0; steps.Count < wanted && tries < 20 * wanted; tries++)
            if (!TryAdd()) return null; // it wrote into a tensor and gave something that is no use
        var outputs = Enumerable.Range(examples.Count, steps.Count).Where(i => !used.Contains(i)).TakeLast(4).ToList();
        if (steps.Count < 5 || outputs.All(o => IsConstant(values[o]))) return null;
        return new RandomProgram([.. examples.Select(e => e.DetachFromDisposeScope())], steps, outputs);
    }

    private void AddInputs()
    {
        long[][] shapes = [[6], [4, 5], [3, 4, 4], [3], [2, 6]];
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            var shape = shapes[random.Next(shapes.Length)];
            bool whole = i > 0 && random.Next(4) == 0;
            Tensor Make(long batch)
            {
                using var generator = new Generator((ulong)random.Next(), CPU);
                return whole ? randint(-3, 6, [batch, .. shape], int64, generator: generator) : randn([batch, .. shape], generator: generator);
            }
            values.Add(Make(Batch));
            others.Add(Make(OtherBatch));
            examples.Add(values[^1].clone());
        }
    }

    // false when the program cannot go on
    private bool TryAdd()
    {
        var operation = RandomOperators.All[random.Next(RandomOperators.All.Count)];
        int first = Recent();
        if (values[first].dim() < 2 || !operation.Fits(values[first])) return true;
        var inputs = new List<int> { first };
        while (inputs.Count < operation.Arity) inputs.Add(Recent());
        if (inputs.Any(i => values[i].dtype != values[first].dtype)) return true;
        var (text, run) = operation.Make(random, values[first]);
        var step = new RandomStep(text, inputs, run);
        Tensor result, other;
        try { (result, other) = (run([.. inputs.Select(i => values[i])]), run([.. inputs.Select(i => others[i])])); }
        catch (Exception e) when (e is System.Runtime.InteropServices.ExternalException or ArgumentException) { return !text.Contains("_("); }
        if (!Fits(result, other)) return !text.Contains("_(");
        values.Add(result);
        others.Add(other);
        steps.Add(step);
        used.UnionWith(inputs);
        return true;
    }

    private int Recent() => random.Next(3) == 0 ? random.Next(values.Count) : random.Next(Math.Max(0, values.Count - 4), values.Count);

    // dimension 0 is the batch or fixed, the others are fixed, and the values are of a size to go on with
    private static bool Fits(Tensor result, Tensor other)
    {
        if (result.dim() is < 1 or > 4 || result.numel() is 0 or > 2000 || !result.shape.Skip(1).SequenceEqual(other.shape.Skip(1))) return false;
        if (result.shape[0] != other.shape[0] && (result.shape[0], other.shape[0]) != (Batch, OtherBatch)) return false;
        return !result.is_floating_point() || (result.isfinite().all().item<bool>() && result.abs().max().to(float64).item<double>() < LargestValue);
    }

    private static bool IsConstant(Tensor value) => value.eq(value.flatten()[0]).all().item<bool>();
}
