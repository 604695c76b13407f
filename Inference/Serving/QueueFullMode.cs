namespace OnnxForge.Inference;

/// <summary>What happens to a request that finds a dispatcher's queue full.</summary>
public enum QueueFullMode
{
    /// <summary>It waits for room, until its token ends it.</summary>
    Wait,

    /// <summary>It fails with <see cref="QueueFullException"/>.</summary>
    Reject,
}
