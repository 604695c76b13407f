using System.Net;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>How models are served.</summary>
internal sealed record ServeOptions
{
    /// <summary>The address to listen at.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for one that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Where models run.</summary>
    public Device Device { get; init; } = Device.Auto;

    /// <summary>Threads that work on one run; null for one per physical core.</summary>
    public int? Threads { get; init; }

    /// <summary>The most bytes of a request's body.</summary>
    public long MaxBodyBytes { get; init; } = 64_000_000;

    /// <summary>The longest that a request may take, from its first byte to its answer.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests that are read and computed at the same time.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Requests that wait for their turn; one more is refused.</summary>
    public int Queue { get; init; } = 1024;

    /// <summary>The most rows of one run that gathers requests; null to run each by itself.</summary>
    public int? BatchSize { get; init; }

    /// <summary>How long a batch waits for more rows.</summary>
    public TimeSpan BatchDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The time between two looks at a model's file; null to not look.</summary>
    public TimeSpan? Watch { get; init; }

    /// <summary>Whether each answered request is a line of the log.</summary>
    public bool AccessLog { get; init; }
}
