namespace OnnxForge.Benchmarks;

/// <summary>A ratio of two things that were measured in one process, in turns.</summary>
/// <param name="What">Ours over theirs.</param>
/// <param name="Ratio">The median of the ratios of all rounds.</param>
/// <param name="Limit">What the ratio shall not pass, or where <paramref name="AtLeast"/> is true not fall below.</param>
/// <param name="Detail">The measured amounts.</param>
/// <param name="AtLeast">Whether more is better.</param>
internal sealed record Measurement(string What, double Ratio, double Limit, string Detail, bool AtLeast = false)
{
    public bool Holds => AtLeast ? Ratio >= Limit : Ratio <= Limit;

    /// <summary>The first of some measurements that holds its limit, or the last. Other work on a machine makes a measurement better or worse than the truth
    /// for as long as it lasts, so that one is not enough to say that a limit is broken.</summary>
    public static Measurement Of(Func<Measurement> measure, int tries = 6)
    {
        var measurement = measure();
        while (!measurement.Holds && --tries > 0)
        {
            measurement = measure();
        }

        return measurement;
    }

    public override string ToString() => FormattableString.Invariant($"{What}: {Ratio:f3} ({(AtLeast ? "at least" : "at most")} {Limit}; {Detail})");
}
