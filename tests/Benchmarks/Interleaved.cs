using System.Diagnostics;

namespace OnnxForge.Benchmarks;

/// <summary>Times of two actions in turns: short rounds, so that what else the machine does meets both, and the median of the rounds' ratios, so that what
/// meets one alone does not count.</summary>
internal static class Interleaved
{
    /// <param name="ours">What is measured.</param>
    /// <param name="theirs">What it is measured against.</param>
    /// <param name="calls">Calls of each in a round; a round of a millisecond is long enough for the clock.</param>
    /// <param name="rounds">Rounds, each of which is a ratio.</param>
    /// <returns>The median ratio, and the median times of a call in microseconds.</returns>
    public static (double Ratio, double Ours, double Theirs) Measure(Action ours, Action theirs, int calls, int rounds)
    {
        Time(ours, calls);
        Time(theirs, calls);
        var (ratios, first, second) = (new double[rounds], new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            // Whoever comes second may find caches or the clock's frequency changed.
            if (round % 2 == 0)
            {
                first[round] = Time(ours, calls);
                second[round] = Time(theirs, calls);
            }
            else
            {
                second[round] = Time(theirs, calls);
                first[round] = Time(ours, calls);
            }

            ratios[round] = first[round] / second[round];
        }

        return (Median(ratios), Median(first), Median(second));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }

    /// <summary>Microseconds of a call.</summary>
    private static double Time(Action action, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
