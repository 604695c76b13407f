using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Numbers as the int64 index of their bin: 0 below the first boundary, i from boundary i - 1 (included) to boundary i, of the input's shape.</summary>
/// <remarks>The boundaries are part of the config, so that they are saved.</remarks>
[CustomObject("onnxforge/discretization")]
public sealed class Discretization : Layer
{
    private Tensor? boundaries;

    /// <summary>A layer of given boundaries, or one that waits for <see cref="Adapt"/>.</summary>
    /// <param name="binBoundaries">The boundaries, ascending; null waits for Adapt.</param>
    /// <param name="numBins">How many bins Adapt makes, 2 or more; null where boundaries are given.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">Neither is given, the boundaries do not ascend, or there are fewer than 2 bins.</exception>
    public Discretization(IReadOnlyList<double>? binBoundaries = null, int? numBins = null, string? name = null) : base(name)
    {
        if (binBoundaries is null && numBins is null) throw new ConfigException(Where, "binBoundaries or numBins", "neither", "Give boundaries, or the number of bins and call Adapt.");
        if (binBoundaries is not null && (binBoundaries.Count == 0 || binBoundaries.Zip(binBoundaries.Skip(1)).Any(pair => !(pair.First < pair.Second))))
            throw new ConfigException(Where, "ascending boundaries, 1 or more", $"[{string.Join(", ", binBoundaries)}]", "Sort them, each once.");
        (BinBoundaries, NumBins) = (binBoundaries, numBins is { } bins ? Settings.AtLeast(2, bins, Where, "numBins") : null);
    }

    /// <summary>The boundaries; null before they are given or adapted.</summary>
    public IReadOnlyList<double>? BinBoundaries { get; private set; }

    /// <summary>How many bins Adapt makes, or null.</summary>
    public int? NumBins { get; }

    /// <summary>Takes the quantiles 1 / numBins, 2 / numBins, ... of all values as boundaries, on straight lines between neighbours; equal ones once.</summary>
    /// <param name="data">Values of any shape, 1 or more.</param>
    /// <exception cref="ConfigException">numBins was not given.</exception>
    /// <exception cref="DataException">There is no value, or one is not finite.</exception>
    public void Adapt(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var bins = NumBins ?? throw new ConfigException(Where, "numBins", "a layer of given boundaries", "Give numBins to the constructor instead.");
        using var scope = NewDisposeScope();
        var sorted = data.detach().to(ScalarType.Float64).reshape(-1).cpu().sort().Values.data<double>().ToArray();
        if (sorted.Length == 0 || sorted.Any(value => !double.IsFinite(value)))
            throw new DataException(Where, "finite values, 1 or more", sorted.Length == 0 ? "none" : "NaN or infinity among them", "Leave such values out.");
        BinBoundaries = [.. Enumerable.Range(1, bins - 1).Select(i => Quantile(sorted, (double)i / bins)).Distinct()];
        boundaries = null;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = input.is_floating_point() ? input : input.to(ScalarType.Float32);
        if (boundaries is null || boundaries.dtype != x.dtype || boundaries.device != x.device)
        {
            var known = BinBoundaries ?? throw new ConfigException(Where, "boundaries", "a layer without them", "Call Adapt(data) first, or give them to the constructor.");
            boundaries = tensor(known.ToArray(), x.dtype, x.device).DetachFromDisposeScope();
        }
        return bucketize(x, boundaries, right: true);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [inputs[0] with { Type = ScalarType.Int64 }];
    }

    private static double Quantile(double[] sorted, double part)
    {
        var place = part * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
