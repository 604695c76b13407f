using System.Diagnostics;

namespace OnnxForge.Benchmarks;

/// <summary>What several threads get done together.</summary>
internal static class Threads
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(25);

    /// <summary>Calls a second of all threads together, one for each action.</summary>
    public static double Rate(params Action[] actions)
    {
        var calls = 0L;
        using var ready = new Barrier(actions.Length);
        Thread[] workers = [.. actions.Select(action => new Thread(() =>
        {
            action();
            ready.SignalAndWait();
            var (done, start) = (0L, Stopwatch.GetTimestamp());
            while (Stopwatch.GetElapsedTime(start) < Round)
            {
                action();
                done++;
            }

            Interlocked.Add(ref calls, done);
        }))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return calls / Round.TotalSeconds;
    }
}
