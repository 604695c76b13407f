namespace OnnxForge.Export;

/// <summary>One choice of sizes for the dynamic dimensions.</summary>
internal sealed class SizeAssignment(IReadOnlyDictionary<string, long> sizes)
{
    // A row for each variant, a column for each dimension; all differ, so that no two sizes are confused. Odd and even numbers, multiples
    // of four and others, so that halves rounded up differ from halves rounded down.
    private static readonly long[][] Variants = [[5, 11, 17, 23], [7, 13, 19, 29], [8, 12, 16, 20], [10, 14, 18, 22], [9, 15, 21, 25]];

    private const int MostSymbols = 4;

    public IReadOnlyDictionary<string, long> Sizes => sizes;

    public override string ToString() => string.Join(", ", sizes.Select(s => $"{s.Key} = {s.Value}"));

    /// <summary>
    /// The sizes to trace at: a base, each dimension varied alone, each pair varied together, and one more with all of
    /// them changed, so that an expression that fits is determined by some traces and checked by others.
    /// </summary>
    /// <exception cref="ExportException">There are more dynamic dimensions than this supports.</exception>
    public static IReadOnlyList<SizeAssignment> ForTracing(IReadOnlyList<string> symbols)
    {
        int count = symbols.Count;
        if (count > MostSymbols)
            throw new ExportException("Export", $"at most {MostSymbols} dynamic dimensions", $"{count}", "Fix some of them.");
        SizeAssignment Make(Func<int, int> variant) => new(symbols.Select((name, i) => (name, size: Variants[variant(i)][i])).ToDictionary(p => p.name, p => p.size));

        var all = new List<SizeAssignment> { Make(_ => 0) };
        for (int i = 0; i < count; i++)
        {
            for (int variant = 1; variant <= 3; variant++) all.Add(Make(s => s == i ? variant : 0));
            for (int j = 0; j < i; j++) all.Add(Make(s => s == i || s == j ? 1 : 0));
        }
        if (count > 0) all.Add(Make(_ => 4));
        return all;
    }

    /// <summary>Sizes that were never traced, to verify at: 1, 2, a prime, and a larger round number.</summary>
    public static IReadOnlyList<SizeAssignment> ForVerification(IReadOnlyList<string> symbols)
    {
        if (symbols.Count == 0) return [new SizeAssignment(new Dictionary<string, long>())];
        long[] sizes = [1, 2, 7, 64];
        return [.. sizes.Select((_, first) => new SizeAssignment(symbols.Select((name, i) => (name, size: sizes[(first + i) % sizes.Length])).ToDictionary(p => p.name, p => p.size)))];
    }
}
