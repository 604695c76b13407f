namespace OnnxForge.Authoring;

/// <summary>How a model trains.</summary>
public sealed record FitOptions
{
    /// <summary>How often every row is seen, 1 or more, default 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>The rows of a step, 1 or more, default 32; an epoch's last step takes the rest.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>What to evaluate on after each epoch, owned by the caller: <c>(x, y)</c> or another source; default nothing.</summary>
    public DataSource? Validation { get; init; }

    /// <summary>The seed of the rows' order, which is another one each epoch; default 0. Weights and dropout follow <c>torch.manual_seed</c> instead.</summary>
    public long Seed { get; init; }

    /// <summary>Who is told about the training, in this order; default nobody.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Ends the training after the step in progress; default never.</summary>
    public CancellationToken CancellationToken { get; init; }
}
