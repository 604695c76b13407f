using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>The extremes at which code that branches on data takes another way.</summary>
internal enum ProbeValues { Zero, Positive, Negative, Large, Smallest, Largest }

/// <summary>Makes fresh arguments of any size that resemble the examples.</summary>
/// <remarks>
/// Near the example: rows are drawn from it along each dynamic dimension, floating values are varied by a tenth (their signs, and what is
/// missing, stay), an example without variation is replaced by normal values. Wide: normal values of several magnitudes and both signs,
/// integers anywhere between the example's least and largest. Special: zeros, ones, halves, the example's extremes, some a
/// thousandth beside, many equal. Codes of texts are drawn from the vocabulary, and an ascending list of integers stays ascending from its first on.
/// </remarks>
internal sealed class InputSampler(IReadOnlyList<Tensor> examples, IReadOnlyList<InputSpec> specs)
{
    private const double LargeFactor = 1000;

    /// <summary>The dynamic dimensions in order of appearance, each name once, with the bounds that were given.</summary>
    public IReadOnlyList<DynamicDimension> Dimensions { get; } = [.. specs.SelectMany(s => s.DynamicDimensions.Values).Where(d => Parse(d).IsSymbol(out _))
        .GroupBy(d => d.Name).Select(same => same.FirstOrDefault(d => d != d.Name, same.First()))];

    /// <summary>The extremes that differ from the examples in a way that these inputs can show.</summary>
    public IEnumerable<ProbeValues> Probes => examples.Any(e => e.is_floating_point()) ? Enum.GetValues<ProbeValues>() : [ProbeValues.Smallest, ProbeValues.Largest];

    /// <summary>Arguments of the given sizes; the caller owns them. The same seed gives the same values.</summary>
    public IReadOnlyList<Tensor> Sample(SizeAssignment sizes, long seed, DataKind kind = DataKind.Near, ProbeValues? probe = null)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return [.. examples.Select((example, i) => Sample(example, specs[i], sizes, kind, probe, generator).DetachFromDisposeScope())];
    }

    /// <summary>The size's expression.</summary>
    public static Dimension Parse(DynamicDimension dimension) => Dimension.TryParse(dimension.Name, out var parsed) ? parsed : throw new ArgumentException(dimension.Name, nameof(dimension));

    private static Tensor Sample(Tensor example, InputSpec spec, SizeAssignment sizes, DataKind kind, ProbeValues? probe, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var sample = example.detach();
        foreach (var (axis, dimension) in spec.DynamicDimensions)
        {
            using var rows = randint(0, example.shape[axis], [Parse(dimension).Evaluate(sizes.Sizes)], generator: generator);
            sample = sample.index_select(axis, rows.to(example.device));
        }
        if (spec.Vocabulary is { } vocabulary) sample = randint(-1, vocabulary.Count, sample.shape, int64, generator: generator);
        else if (sample.is_floating_point()) sample = where(sample.isfinite(), Numbers(example, sample, kind, generator), sample);
        else if (!sample.is_complex()) sample = Integers(example, sample, fixedSize: spec.DynamicDimensions.Count == 0, kind, generator);
        if (spec.Vocabulary is null && probe is { } values) sample = Extreme(example, sample, values);
        return sample.clone().MoveToOuterDisposeScope();
    }

    // numbers are held by name, factors of additions too: as temporaries they may be finalized while libtorch reads them
    private static Tensor Numbers(Tensor example, Tensor sample, DataKind kind, Generator generator)
    {
        using var values = example.masked_select(example.isfinite());
        double least = values.numel() == 0 ? 0 : values.min().to(float64).item<double>(), largest = values.numel() == 0 ? 1 : values.max().to(float64).item<double>();
        Tensor Chosen(double[] from) => tensor(from).to(sample.dtype)[randint(0, from.Length, sample.shape, generator: generator)].to(sample.device);
        var noise = randn(sample.shape, float32, generator: generator).to(sample.dtype).to(sample.device);
        double magnitude = Math.Max(Math.Abs(least), Math.Abs(largest)) is > 0 and var size ? size : 1;
        using Scalar one = 1, tenth = 0.1;
        return kind switch
        {
            DataKind.Wide => noise * Chosen([0.1 * magnitude, magnitude, 3 * magnitude]),
            DataKind.Special => (noise * Chosen([0, 1e-3])).add(one, alpha: one) * Chosen(least >= 0 ? [0, 0.5, 1, 2, least, largest] : [0, 0.5, 1, 2, -0.5, -1, -2, least, largest]),
            _ => least < largest || (example.numel() <= 1 && least != 0) ? sample * (noise * tenth).add(one, alpha: one) : noise,
        };
    }

    // integers are positions and codes as often as quantities, so that they stay within what the example shows
    private static Tensor Integers(Tensor example, Tensor sample, bool fixedSize, DataKind kind, Generator generator)
    {
        if (example.numel() == 0 || sample.numel() == 0) return sample;
        var plain = sample.to(int64);
        long least = example.to(int64).min().item<long>(), largest = example.to(int64).max().item<long>();
        bool ascending = IsAscending(example);
        var drawn = kind switch
        {
            DataKind.Wide => randint(least, largest + 1, sample.shape, int64, generator: generator),
            DataKind.Special => tensor(new[] { largest, least })[randint(0, 2, sample.shape, generator: generator)],
            _ when fixedSize && !ascending => plain.flatten()[randperm(sample.numel(), generator: generator)].reshape(sample.shape),
            _ => plain,
        };
        if (ascending) drawn = cat([example[..1].to(CPU), drawn.to(CPU).sort().Values])[..^1]; // offsets, say: they begin where the example begins
        return drawn.to(sample.dtype).to(sample.device);
    }

    private static bool IsAscending(Tensor example) => example.dtype == ScalarType.Int64 && example.dim() == 1 && example.numel() > 1 && example.diff().min().item<long>() >= 0;

    private static Tensor Extreme(Tensor example, Tensor sample, ProbeValues values)
    {
        bool real = sample.is_floating_point();
        return values switch
        {
            ProbeValues.Zero when real => zeros_like(sample),
            ProbeValues.Positive when real => sample.abs(),
            ProbeValues.Negative when real => -sample.abs(),
            ProbeValues.Large when real => Scaled(sample),
            ProbeValues.Smallest when sample.dtype == ScalarType.Bool => zeros_like(sample),
            ProbeValues.Largest when sample.dtype == ScalarType.Bool => ones_like(sample),
            ProbeValues.Smallest when !example.is_complex() => example.min().expand(sample.shape),
            ProbeValues.Largest when !example.is_complex() => example.max().expand(sample.shape),
            _ => sample,
        };
    }

    private static Tensor Scaled(Tensor sample)
    {
        using Scalar factor = LargeFactor;
        return sample * factor;
    }
}
