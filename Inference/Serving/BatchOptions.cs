namespace OnnxForge.Inference;

/// <summary>How a dispatcher gathers requests into batches.</summary>
public sealed record BatchOptions
{
    /// <summary>The most rows in a batch, 1 or more; the default is 64. A request of more rows is a batch of its own.</summary>
    public int MaxBatchSize { get; init; } = 64;

    /// <summary>How long a batch that is not full waits for more requests, up to a minute. The default is zero: a batch is what came while the one before it ran.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The most requests that wait, 1 or more; the default is 1024.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>What happens to a request that finds the queue full. The default is to wait.</summary>
    public QueueFullMode WhenFull { get; init; } = QueueFullMode.Wait;

    /// <exception cref="InferenceException">An option is out of range.</exception>
    internal void Check()
    {
        Require(MaxBatchSize >= 1, nameof(MaxBatchSize), "1 row or more", MaxBatchSize);
        Require(MaxDelay >= TimeSpan.Zero && MaxDelay <= TimeSpan.FromMinutes(1), nameof(MaxDelay), "0 to 1 minute", MaxDelay);
        Require(QueueCapacity >= 1, nameof(QueueCapacity), "1 request or more", QueueCapacity);
    }

    private static void Require(bool holds, string option, string expected, object value)
    {
        if (!holds)
        {
            throw new InferenceException($"BatchOptions.{option}", expected, $"{value}", "Give a value in that range");
        }
    }
}
