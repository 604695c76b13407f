namespace OnnxForge.Inference;

/// <summary>How a model is loaded and run.</summary>
public sealed record InferenceOptions
{
    internal const int SmallModel = 4 << 20, UsualSessions = 8;

    /// <summary>Where the model runs. The default is <see cref="Device.Auto"/>: the first CUDA device where there is one and it works, else the CPU.</summary>
    public Device Device { get; init; } = Device.Auto;

    /// <summary>Threads that work on one run, 1 or more; null for one per physical core.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether idle threads of ONNX Runtime spin while they wait for work. It shortens a run by microseconds and takes whole cores
    /// from everything else in the process, so the default is false.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Whether the memory of intermediate results on the CPU is kept for later runs, in an arena of the model. The default is true, which pays for large results.
    /// Short runs in one session wait for each other at the arena; see <see cref="Sessions"/>.</summary>
    public bool CpuArena { get; init; } = true;

    /// <summary>The most sessions of ONNX Runtime that the model may have on the CPU, 1 or more. It has one, and another as soon as runs of less than a quarter of a millisecond meet in
    /// one: in sessions of their own they do not wait for each other. Each has its own threads, memory and copy of the weights, and is made in the background. Null, the default, for as many
    /// as there are processors, up to 8, where the model has at most 4 MiB with its weights and no idle threads spin, else 1. Elsewhere than on the CPU there is one.</summary>
    public int? Sessions { get; init; }

    /// <summary>How far ONNX Runtime rewrites the graph for speed. The default is everything.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>The longest that a run may take; it is then stopped between two of its operators. Null, the default, for no limit.
    /// The limit of a single call is a token: new CancellationTokenSource(limit).Token.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether the model shares the threads that <see cref="SharedThreads.Start"/> started with all other such models. The default is false: threads of its own.</summary>
    public bool ShareThreads { get; init; }

    /// <summary>Whether the model runs once while it is loaded, so that the first call is as fast as the others. The default is false.</summary>
    public bool WarmUp { get; init; }

    /// <summary>A folder where the graph is kept as ONNX Runtime rewrote it, which makes later loads faster; null, the default, for none. Entries fit one file,
    /// ONNX Runtime, device, level and processor, and are checked when they are read. Only this application should be able to write to the folder. Models with weights in other files are not kept.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Whether the file may ask for whatever it likes: any number of nodes, links to other files, compiled code. The default is false.</summary>
    public bool Trusted { get; init; }

    /// <summary>The SHA-256 that the file must have, as 64 hexadecimal digits; null, the default, for any. All weights must be in the file then.</summary>
    public string? ExpectedSha256 { get; init; }

    /// <exception cref="InferenceException">An option is out of range.</exception>
    internal void Check()
    {
        if (Threads is < 1)
        {
            throw new InferenceException("InferenceOptions.Threads", "1 or more, or null", $"{Threads}", "Give the number of threads for one run");
        }

        if (Threads is not null && ShareThreads)
        {
            throw new InferenceException("InferenceOptions.Threads", "null where ShareThreads is true", $"{Threads}", "Give the number of threads to SharedThreads.Start");
        }

        if (Sessions is < 1)
        {
            throw new InferenceException("InferenceOptions.Sessions", "1 or more, or null", $"{Sessions}", "Give the most sessions that the model may have");
        }

        if (ExpectedSha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            throw new InferenceException("InferenceOptions.ExpectedSha256", "64 hexadecimal digits, or null", $"'{hash}'", "Give what sha256sum prints for the file");
        }

        if (TimeLimit is { } limit && (limit <= TimeSpan.Zero || limit.TotalMilliseconds > int.MaxValue))
        {
            throw new InferenceException("InferenceOptions.TimeLimit", "more than 0 and at most 24 days, or null", $"{limit}", "Give the longest time for one run");
        }
    }
}
