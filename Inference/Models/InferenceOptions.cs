namespace OnnxForge.Inference;

/// <summary>How a model is loaded and run.</summary>
public sealed record InferenceOptions
{
    /// <summary>Threads that work on one run, 1 or more; null for one per physical core.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether idle threads of ONNX Runtime spin while they wait for work. It shortens a run by microseconds and takes whole cores
    /// from everything else in the process, so the default is false.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>How far ONNX Runtime rewrites the graph for speed. The default is everything.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>The longest that a run may take; it is then stopped between two of its operators. Null, the default, for no limit.
    /// The limit of a single call is a token: new CancellationTokenSource(limit).Token.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <exception cref="InferenceException">An option is out of range.</exception>
    internal void Check()
    {
        if (Threads is < 1)
        {
            throw new InferenceException("InferenceOptions.Threads", "1 or more, or null", $"{Threads}", "Give the number of threads for one run");
        }

        if (TimeLimit is { } limit && (limit <= TimeSpan.Zero || limit.TotalMilliseconds > int.MaxValue))
        {
            throw new InferenceException("InferenceOptions.TimeLimit", "more than 0 and at most 24 days, or null", $"{limit}", "Give the longest time for one run");
        }
    }
}
