using System.Diagnostics;

namespace OnnxForge.Benchmarks;

/// <summary>What several threads get done together.</summary>
internal static class Threads
{
    private const int SlicesOfARound = 50, EnoughSlices = 20;

    private static readonly long Slice = Stopwatch.Frequency / 2000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Calls a second of all threads together, one for each action. It is the middle of the half milliseconds in which each of the threads had a processor: what other work on
    /// the machine takes away from one of them would look like one that waits for another.</summary>
    public static double Rate(params Action[] actions)
    {
        var (all, undisturbed, start) = (new List<double>(), new List<double>(), Stopwatch.GetTimestamp());
        do
        {
            var calls = Run(actions);
            for (var slice = 1; slice < SlicesOfARound - 1; slice++)
            {
                var together = calls.Sum(thread => (double)thread[slice]);
                all.Add(together);
                if (calls.All(thread => thread[slice - 1] > 0 && thread[slice] > 0 && thread[slice + 1] > 0))
                {
                    undisturbed.Add(together);
                }
            }
        }
        while (undisturbed.Count < EnoughSlices && Stopwatch.GetElapsedTime(start) < Longest);
        var kept = undisturbed.Count > 0 ? undisturbed : all;
        return kept.Order().Skip(kept.Count / 4).Take((kept.Count + 1) / 2).Average() * Stopwatch.Frequency / Slice;
    }

    /// <summary>The calls of each thread in each slice of a round.</summary>
    private static int[][] Run(Action[] actions)
    {
        var start = 0L;
        using var ready = new Barrier(actions.Length, _ => start = Stopwatch.GetTimestamp());
        var calls = Array.ConvertAll(actions, _ => new int[SlicesOfARound]);
        Thread[] workers = [.. actions.Select((action, index) => new Thread(() =>
        {
            action();
            ready.SignalAndWait();
            while ((Stopwatch.GetTimestamp() - start) / Slice is < SlicesOfARound and var slice)
            {
                action();
                calls[index][slice]++;
            }
        }))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return calls;
    }
}
