namespace OnnxForge.Export;

/// <summary>One choice of sizes for the dynamic dimensions.</summary>
internal sealed class SizeAssignment(IReadOnlyDictionary<string, long> sizes)
{
    public IReadOnlyDictionary<string, long> Sizes => sizes;

    public override string ToString() => string.Join(", ", sizes.Select(s => $"{s.Key} = {s.Value}"));
}

/// <summary>The sizes at which functions are traced and files are proved, within the bounds of the dimensions.</summary>
internal sealed class SizePlan
{
    // Small sizes, different ones for the first dimensions. The steps reach every remainder of 8, and leave 1, 2, 3, 7, 13 and what is large untraced.
    private static readonly long[] Bases = [5, 11, 17, 23, 8, 14, 20, 26];
    private static readonly long[] Steps = [0, 1, 3, 4, 5, 6, 7, 9, 10, 11];
    private static readonly long[] Near = [4, 6, 9];
    private static readonly long[] Far = [521, 768, 1024, 1031];
    private static readonly long[] Unseen = [1, 2, 3, 7, 13, 64];
    private const long Farthest = 1300;
    private const int Joint = 6;
    private const int StepsOfMultiples = 6;

    private readonly IReadOnlyList<DynamicDimension> dimensions;
    private readonly IReadOnlyList<IReadOnlyList<long>> small;

    public SizePlan(IReadOnlyList<DynamicDimension> dimensions)
    {
        this.dimensions = dimensions;
        small = [.. dimensions.Select((d, i) => d.Choose(Steps.Select(step => Bases[i % Bases.Length] + step), d.MultipleOf > 1 ? StepsOfMultiples : Steps.Length, 1 + i))];
    }

    /// <summary>
    /// The sizes to trace at: a base, each dimension varied alone, each pair varied together, and some more with all of
    /// them changed, so that an expression that fits is determined by some traces and checked by others.
    /// </summary>
    public IReadOnlyList<SizeAssignment> ForTracing()
    {
        int count = dimensions.Count;
        SizeAssignment Make(Func<int, int> step) => Assign(i => small[i][step(i) % small[i].Count]);
        var all = new List<SizeAssignment> { Make(_ => 0) };
        for (int i = 0; i < count; i++)
        {
            for (int step = 1; step < small[i].Count; step++) all.Add(Make(s => s == i ? step : 0));
            for (int j = 0; j < i; j++) all.Add(Make(s => s == i || s == j ? 1 : 0));
        }
        for (int row = 0; count > 1 && row < Joint; row++) all.Add(Make(s => 1 + row + (row + 2) * s));
        return [.. all.DistinctBy(a => a.ToString())];
    }

    /// <summary>One dimension made small while the others stay.</summary>
    public IEnumerable<SizeAssignment> NearAlong(string name)
    {
        int index = dimensions.Index().Single(d => d.Item.Name == name).Index;
        return Near.Where(size => dimensions[index].Allows(size) && !small[index].Contains(size)).Select(size => Along(name, size));
    }

    /// <summary>One dimension made large while the others stay: where a size is cut to a bound, the bound shows there.</summary>
    public IEnumerable<SizeAssignment> FarAlong(string name)
    {
        var dimension = dimensions.Single(d => d.Name == name);
        return Large(dimension, Far).Where(size => size > small[dimensions.Index().Single(d => d.Item == dimension).Index].Max()).Select(size => Along(name, size));
    }

    /// <summary>Sizes to verify at, none of them traced unless the bounds leave no others: 1, 2, primes and larger ones, in several combinations.</summary>
    /// <param name="far">The dimensions that were traced at large sizes.</param>
    public IReadOnlyList<SizeAssignment> ForVerification(IReadOnlyCollection<string> far)
    {
        if (dimensions.Count == 0) return [new SizeAssignment(new Dictionary<string, long>())];
        var choices = dimensions.Select((d, i) => Choices(d, small[i])).ToList();
        int most = choices.Max(c => c.Count);
        return [.. Enumerable.Range(0, most).Select(first => Assign(i => choices[i][(first + i) % choices[i].Count])),
            .. dimensions.Where(d => far.Contains(d.Name)).SelectMany(d => Large(d, [Farthest]).Select(size => Along(d.Name, size)))];
    }

    /// <summary>Each dimension at 0 while the others stay, where the bounds do not speak against it; whether 0 is promised.</summary>
    public IEnumerable<(SizeAssignment Sizes, bool Promised)> Empty() =>
        dimensions.Where(d => d.Min <= 1).Select(d => (Along(d.Name, 0), d.Min == 0));

    private static IReadOnlyList<long> Choices(DynamicDimension dimension, IReadOnlyList<long> traced)
    {
        const int enough = 4;
        var unseen = Unseen.Where(size => dimension.Allows(size) && !traced.Contains(size)).ToList();
        const long largest = 4096;
        if (dimension.Max is <= largest and var max) unseen.Add(max / dimension.MultipleOf * dimension.MultipleOf);
        long[] edges = unseen.Count >= enough ? [] : [dimension.First, dimension.First + 7 * dimension.MultipleOf, dimension.First + 11 * dimension.MultipleOf];
        return [.. unseen.Concat(edges).Where(dimension.Allows).Distinct()];
    }

    private static IEnumerable<long> Large(DynamicDimension dimension, long[] wanted) =>
        wanted.Select(size => size / dimension.MultipleOf * dimension.MultipleOf).Where(dimension.Allows).Distinct();

    private SizeAssignment Along(string name, long size) => Assign(i => dimensions[i].Name == name ? size : small[i][0]);

    private SizeAssignment Assign(Func<int, long> size) => new(dimensions.Select((d, i) => (d.Name, Size: size(i))).ToDictionary(p => p.Name, p => p.Size));
}
