using System.Diagnostics;

namespace OnnxForge.Benchmarks;

/// <summary>What several threads get done together.</summary>
internal static class Threads
{
    private const int SlicesOfARound = 50, EnoughSlices = 20;

    private static readonly long Slice = Stopwatch.Frequency / 2000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static double _computed;

    /// <summary>Calls a second of all threads together, one for each action. It is the middle of the half milliseconds in which each of the threads had a processor: what other work on
    /// the machine takes away from one of them would look like one that waits for another.</summary>
    public static double Rate(params Action[] actions) => Rate(actions, actions.Length);

    /// <summary>Calls a second of a thread while another computes all the time in its registers: the two have nothing in common but what the processors have, as their clock.</summary>
    public static double RateBesideArithmetic(Action action) => Rate([action, Compute], 1);

    /// <param name="actions">What runs, each in its thread.</param>
    /// <param name="counted">How many of them count, from the first on.</param>
    private static double Rate(Action[] actions, int counted)
    {
        var (all, undisturbed, start) = (new List<double>(), new List<double>(), Stopwatch.GetTimestamp());
        do
        {
            var calls = Run(actions);
            for (var slice = 1; slice < SlicesOfARound - 1; slice++)
            {
                var together = calls.Take(counted).Sum(thread => (double)thread[slice]);
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

    private static void Compute()
    {
        var value = 1.5;
        for (var i = 0; i < 1000; i++)
        {
            value = (value * 0.999) + 0.01;
        }

        Volatile.Write(ref _computed, value);
    }
}
