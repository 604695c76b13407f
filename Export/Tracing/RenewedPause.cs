using System.Diagnostics;

namespace OnnxForge.Export;

/// <summary>One <see cref="FinalizerPause"/> over several runs, since each costs a collection; now and then it lets go of what the runs left behind.</summary>
internal sealed class RenewedPause : IDisposable
{
    private const long MostElements = 8_000_000;
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(5);

    private readonly Stopwatch held = Stopwatch.StartNew();
    private FinalizerPause pause = new();
    private long elements;

    /// <summary>Between two runs: lets finalizers run where the pause is long or many elements wait for them.</summary>
    /// <param name="made">How many elements the last run made.</param>
    public void Renew(long made)
    {
        elements += made;
        if (elements < MostElements && held.Elapsed < LongestTime) return;
        pause.Dispose();
        pause = new FinalizerPause();
        elements = 0;
        held.Restart();
    }

    /// <inheritdoc/>
    public void Dispose() => pause.Dispose();
}
