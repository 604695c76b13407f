using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Makes fresh arguments of any size that resemble the examples.</summary>
/// <remarks>
/// Rows are drawn from the example along each dynamic dimension, floating values are varied by a tenth (their signs, and what is
/// missing, stay), an example without variation is replaced by normal values, codes of texts are drawn from the vocabulary.
/// </remarks>
internal sealed class InputSampler(IReadOnlyList<Tensor> examples, IReadOnlyList<InputSpec> specs)
{
    /// <summary>The dynamic dimensions' names in order of appearance.</summary>
    public IReadOnlyList<string> Symbols { get; } = [.. specs.SelectMany(s => s.DynamicDimensions.OrderBy(d => d.Key).Select(d => d.Value)).Distinct()];

    /// <summary>Arguments of the given sizes; the caller owns them. The same seed gives the same values.</summary>
    public IReadOnlyList<Tensor> Sample(SizeAssignment sizes, long seed)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return [.. examples.Select((example, i) => Sample(example, specs[i], sizes, generator).DetachFromDisposeScope())];
    }

    private static Tensor Sample(Tensor example, InputSpec spec, SizeAssignment sizes, Generator generator)
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
        else if (sample.is_floating_point()) sample = Vary(example, sample, generator);
        else if (spec.DynamicDimensions.Count == 0 && sample.numel() > 1) sample = sample.flatten()[randperm(sample.numel(), generator: generator)].reshape(sample.shape);
        return sample.clone().MoveToOuterDisposeScope();
    }

    private static Tensor Vary(Tensor example, Tensor sample, Generator generator)
    {
        var noise = randn(sample.shape, float32, generator: generator).to(sample.dtype).to(sample.device);
        var known = example.isfinite();
        using var values = example.masked_select(known);
        bool varied = values.numel() > 1 && values.max().ne(values.min()).item<bool>();
        var fresh = varied || example.numel() <= 1 && values.numel() == 1 && values.ne(0).item<bool>() ? sample * (1 + noise * 0.1) : noise;
        return where(sample.isfinite(), fresh, sample);
    }
}
