using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Makes fresh arguments of any size that resemble the examples.</summary>
/// <remarks>
/// Near the example: rows are drawn from it along each dynamic dimension, floating values are varied by a tenth (their signs, and what is
/// missing, stay), an example without variation is replaced by normal values. Wide: normal values of several magnitudes and both signs,
/// integers anywhere between the example's least and largest. Special: zeros, ones, halves, the example's extremes, some a
/// thousandth beside, many equal./// Codes of texts are drawn from the vocabulary, and a list of integers in order, as of offsets, stays in order and keeps its first.
/// </remarks>
internal sealed class InputSampler(IReadOnlyList<Tensor> examples, IReadOnlyList<InputSpec> specs)
{
    /// <summary>The dynamic dimensions' names in order of appearance.</summary>
    public IReadOnlyList<string> Symbols { get; } = [.. specs.SelectMany(s => s.DynamicDimensions.OrderBy(d => d.Key).Select(d => d.Value)).Distinct()];

    /// <summary>Arguments of the given sizes; the caller owns them. The same seed gives the same values.</summary>
    public IReadOnlyList<Tensor> Sample(SizeAssignment sizes, long seed, DataKind kind = DataKind.Near)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return [.. examples.Select((example, i) => Sample(example, specs[i], sizes, kind, generator).DetachFromDisposeScope())];
    }

    private static Tensor Sample(Tensor example, InputSpec spec, SizeAssignment sizes, DataKind kind, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var sample = example.detach();
        foreach (var (axis, symbol) in spec.DynamicDimensions)
        {
            using var rows = randint(0, example.shape[axis], [sizes.Sizes[symbol]], generator: generator);
            sample = sample.index_select(axis, rows.to(example.device));
        }
        if (spec.Vocabulary is { } vocabulary) sample = randint(-1, vocabulary.Count, sample.shape, int64, generator: generator);
        else if (sample.is_floating_point()) sample = where(sample.isfinite(), Numbers(example, sample, kind, generator), sample);
        else if (!sample.is_complex() && sample.numel() > 0) sample = Integers(example, sample, fixedSize: spec.DynamicDimensions.Count == 0, kind, generator);
        return sample.clone().MoveToOuterDisposeScope();
    }

    private static Tensor Numbers(Tensor example, Tensor sample, DataKind kind, Generator generator)
    {
        using var values = example.masked_select(example.isfinite());
        double least = values.numel() == 0 ? 0 : values.min().to(float64).item<double>(), largest = values.numel() == 0 ? 1 : values.max().to(float64).item<double>();
        Tensor Chosen(double[] from) => tensor(from).to(sample.dtype)[randint(0, from.Length, sample.shape, generator: generator)].to(sample.device);
        var noise = randn(sample.shape, float32, generator: generator).to(sample.dtype).to(sample.device);
        double magnitude = Math.Max(Math.Abs(least), Math.Abs(largest)) is > 0 and var size ? size : 1;
        return kind switch
        {
            DataKind.Wide => noise * Chosen([0.1 * magnitude, magnitude, 3 * magnitude]),
            DataKind.Special => (1 + noise * Chosen([0, 1e-3])) * Chosen(least >= 0 ? [0, 0.5, 1, 2, least, largest] : [0, 0.5, 1, 2, -0.5, -1, -2, least, largest]),
            _ => least < largest || (example.numel() <= 1 && least != 0) ? sample * (1 + noise * 0.1) : noise,
        };
    }

    private static Tensor Integers(Tensor example, Tensor sample, bool fixedSize, DataKind kind, Generator generator)
    {
        var plain = sample.to(int64);
        long least = example.to(int64).min().item<long>(), largest = example.to(int64).max().item<long>();
        var ends = tensor(new[] { largest, least })[randint(0, 2, sample.shape, generator: generator)];
        var drawn = kind switch
        {
            DataKind.Wide => randint(0, largest - least + 1, sample.shape, int64, generator: generator) + least,
            DataKind.Special => ends,
            _ when fixedSize && !InOrder(example) => plain.flatten()[randperm(sample.numel(), generator: generator)].reshape(sample.shape),
            _ => plain,
        };
        if (InOrder(example))
        {
            drawn = drawn.sort().Values;
            drawn[0] = least;
        }
        return drawn.to(sample.dtype).to(sample.device);
    }

    private static bool InOrder(Tensor example) =>
        example.dim() == 1 && example.shape[0] > 2 && example.dtype != ScalarType.Bool && example.diff().ge(0).all().item<bool>() && example.diff().any().item<bool>();
}
