namespace OnnxForge.Cli;

/// <summary>All that a training run found out: the one source of the console's tables, the JSON and the report.</summary>
internal sealed record TrainingResult
{
    /// <summary>What was asked for.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>The table and its split.</summary>
    public required DataSummary Data { get; init; }

    /// <summary>One entry an epoch.</summary>
    public required IReadOnlyList<EpochResult> History { get; init; }

    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>How long training took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How well the model and the linear regression predict each part of the table.</summary>
    public required IReadOnlyList<PartMetrics> Parts { get; init; }

    /// <summary>Targets and predictions of the test rows, in the target's unit.</summary>
    public required Predictions Test { get; init; }

    /// <summary>The model against ONNX Runtime.</summary>
    public required ParityResult Parity { get; init; }

    /// <summary>How long a prediction takes.</summary>
    public required IReadOnlyList<LatencyResult> Latency { get; init; }

    /// <summary>The number of nodes by ONNX operator.</summary>
    public required IReadOnlyDictionary<string, int> Operators { get; init; }

    /// <summary>What a reader of the exported model should know.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The test part's metrics.</summary>
    public PartMetrics TestPart => Parts.Single(part => part.Name == PartMetrics.TestName);
}
