using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>What fresh data looks like: like the examples, or one of the extremes at which code that branches on data takes another way.</summary>
internal enum DataKind { LikeExamples, Zero, Positive, Negative, Large, Smallest, Largest }

/// <summary>Makes fresh arguments of any size that resemble the examples.</summary>
/// <remarks>
/// Rows are drawn from the example along each dynamic dimension, floating values are varied by a tenth (their signs, and what is
/// missing, stay), an ascending list of integers stays ascending from its first on, an example without variation is replaced by normal values, codes of texts are drawn from the vocabulary.
/// </remarks>
internal sealed class InputSampler(IReadOnlyList<Tensor> examples, IReadOnlyList<InputSpec> specs)
{
    private const double LargeFactor = 1000;

    /// <summary>The dynamic dimensions in order of appearance, each name once, with the bounds that were given.</summary>
    public IReadOnlyList<DynamicDimension> Dimensions { get; } = [.. specs.SelectMany(s => s.DynamicDimensions.Values).Where(d => Parse(d).IsSymbol(out _))
        .GroupBy(d => d.Name).Select(same => same.FirstOrDefault(d => d != d.Name, same.First()))];

    /// <summary>The kinds of data that differ from the examples in a way that these inputs can show.</summary>
    public IEnumerable<DataKind> ExtremeKinds => examples.Any(e => e.is_floating_point())
        ? [DataKind.Zero, DataKind.Positive, DataKind.Negative, DataKind.Large, DataKind.Smallest, DataKind.Largest]
        : [DataKind.Smallest, DataKind.Largest];

    /// <summary>Arguments of the given sizes; the caller owns them. The same seed gives the same values.</summary>
    public IReadOnlyList<Tensor> Sample(SizeAssignment sizes, long seed, DataKind kind = DataKind.LikeExamples)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return [.. examples.Select((example, i) => Sample(example, specs[i], sizes, generator, kind).DetachFromDisposeScope())];
    }

    /// <summary>The size's expression.</summary>
    public static Dimension Parse(DynamicDimension dimension) => Dimension.TryParse(dimension.Name, out var parsed) ? parsed : throw new ArgumentException(dimension.Name, nameof(dimension));

    private static Tensor Sample(Tensor example, InputSpec spec, SizeAssignment sizes, Generator generator, DataKind kind)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var sample = example.detach();
        foreach (var (axis, dimension) in spec.DynamicDimensions)
        {
            using var rows = randint(0, example.shape[axis], [Parse(dimension).Evaluate(sizes.Sizes)], generator: generator);
            sample = sample.index_select(axis, rows.to(example.device));
            if (IsAscending(example)) sample = cat([example[..1], sample.sort().Values])[..^1]; // offsets, say: they begin where the example begins
        }
        if (spec.Vocabulary is { } vocabulary) sample = randint(-1, vocabulary.Count, sample.shape, int64, generator: generator);
        else if (sample.is_floating_point()) sample = Vary(example, sample, generator);
        else if (spec.DynamicDimensions.Count == 0 && sample.numel() > 1) sample = sample.flatten()[randperm(sample.numel(), generator: generator)].reshape(sample.shape);
        if (spec.Vocabulary is null) sample = Extreme(example, sample, kind);
        return sample.clone().MoveToOuterDisposeScope();
    }

    private static Tensor Scaled(Tensor sample)
    {
        using Scalar factor = LargeFactor;
        return sample * factor;
    }

    private static bool IsAscending(Tensor example) => example.dtype == ScalarType.Int64 && example.dim() == 1 && example.numel() > 1 && example.diff().min().item<long>() >= 0;

    private static Tensor Vary(Tensor example, Tensor sample, Generator generator)
    {
        var noise = randn(sample.shape, float32, generator: generator).to(sample.dtype).to(sample.device);
        var known = example.isfinite();
        using var values = example.masked_select(known);
        bool varied = values.numel() > 1 && values.max().ne(values.min()).item<bool>();
        if (!varied && (example.numel() > 1 || values.numel() != 1 || values.to(float64).item<double>() == 0)) return where(sample.isfinite(), noise, sample);
        // numbers are held by name: as temporaries they may be finalized while libtorch reads them
        using Scalar tenth = 0.1;
        var fresh = sample.addcmul(sample, noise, tenth);
        return where(sample.isfinite(), fresh, sample);
    }

    // integers are positions and codes as often as quantities, so that they stay within what the example shows
    private static Tensor Extreme(Tensor example, Tensor sample, DataKind kind)
    {
        bool real = sample.is_floating_point();
        return kind switch
        {
            DataKind.Zero when real => zeros_like(sample),
            DataKind.Positive when real => sample.abs(),
            DataKind.Negative when real => -sample.abs(),
            DataKind.Large when real => Scaled(sample),
            DataKind.Smallest when sample.dtype == ScalarType.Bool => zeros_like(sample),
            DataKind.Largest when sample.dtype == ScalarType.Bool => ones_like(sample),
            DataKind.Smallest when !example.is_complex() => example.min().expand(sample.shape),
            DataKind.Largest when !example.is_complex() => example.max().expand(sample.shape),
            _ => sample,
        };
    }
}
