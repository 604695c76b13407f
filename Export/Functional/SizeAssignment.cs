namespace OnnxForge.Export;

/// <summary>One choice of sizes for the dynamic dimensions.</summary>
internal sealed class SizeAssignment(IReadOnlyDictionary<string, long> sizes)
{
    /// <summary>Primes that differ from each other, so that products of sizes differ too and no size is a broadcast one.</summary>
    private static readonly long[] Primes = [5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];

    private const int MostSymbols = 4;

    public IReadOnlyDictionary<string, long> Sizes => sizes;

    public override string ToString() => string.Join(", ", sizes.Select(s => $"{s.Key} = {s.Value}"));

    /// <summary>
    /// The sizes to trace at: a base, each dimension varied twice alone, each pair varied together, and one more with all of
    /// them changed, so that an expression that fits is determined by some traces and checked by others.
    /// </summary>
    /// <exception cref="ExportException">There are more dynamic dimensions than this supports.</exception>
    public static IReadOnlyList<SizeAssignment> ForTracing(IReadOnlyList<string> symbols)
    {
        int count = symbols.Count;
        if (count > MostSymbols)
            throw new ExportException("Export", $"at most {MostSymbols} dynamic dimensions", $"{count}", "Fix some of them.");
        long At(int symbol, int variant) => Primes[(symbol + variant * Math.Max(count, 1)) % Primes.Length];
        SizeAssignment Make(Func<int, int> variant) => new(symbols.Select((name, i) => (name, size: At(i, variant(i)))).ToDictionary(p => p.name, p => p.size));

        var all = new List<SizeAssignment> { Make(_ => 0) };
        for (int i = 0; i < count; i++)
        {
            all.Add(Make(s => s == i ? 1 : 0));
            all.Add(Make(s => s == i ? 2 : 0));
            for (int j = 0; j < i; j++) all.Add(Make(s => s == i || s == j ? 1 : 0));
        }
        if (count > 0) all.Add(Make(s => count == 1 ? 3 : 2));
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
