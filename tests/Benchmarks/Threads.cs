using System.Diagnostics;

namespace OnnxForge.Benchmarks;

/// <summary>What several threads get done together.</summary>
internal static class Threads
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(25);

    /// <summary>Calls a second of all threads together.</summary>
    public static double Rate(int threads, Action action)
    {
        var calls = 0L;
        using var ready = new Barrier(threads);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
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

    /// <summary>Work that touches no memory.</summary>
    public static void Arithmetic()
    {
        var value = 1u;
        for (var i = 0; i < 20_000; i++)
        {
            value = (value * 1_664_525) + 1_013_904_223;
        }

        GC.KeepAlive(value);
    }
}
