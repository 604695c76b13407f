namespace OnnxForge.Authoring;

/// <summary>Reads a source epoch by epoch, for a given number of steps where one is set.</summary>
internal sealed class EpochReader(DataSource data, FitOptions options) : IDisposable
{
    private IEnumerator<Batch>? batches;
    private int round;
    private int taken;
    private bool roundHasBatches;

    /// <summary>The batch that <see cref="MoveNext"/> found.</summary>
    public Batch Current => batches!.Current;

    /// <summary>Starts an epoch; with a number of steps it goes on where the last one ended.</summary>
    public void Begin(int epoch)
    {
        taken = 0;
        if (options.StepsPerEpoch is null || batches is null) Read(epoch);
    }

    /// <summary>Whether the epoch has one more batch.</summary>
    public bool MoveNext()
    {
        if (taken == options.StepsPerEpoch) return false;
        while (!batches!.MoveNext())
        {
            if (options.StepsPerEpoch is null || !roundHasBatches) return false;
            Read(round + 1);
        }
        taken++;
        roundHasBatches = true;
        return true;
    }

    public void Dispose() => batches?.Dispose();

    private void Read(int next)
    {
        batches?.Dispose();
        (round, roundHasBatches) = (next, false);
        batches = data.Read(new EpochRequest(next, options.BatchSize, options.Seed, Shuffle: true)).GetEnumerator();
    }
}
