namespace OnnxForge.Authoring;

/// <summary>What a training did.</summary>
public sealed class History
{
    private readonly List<EpochRecord> epochs = [];

    internal History() { }

    /// <summary>The whole epochs, in order; an epoch that was stopped half way is not among them.</summary>
    public IReadOnlyList<EpochRecord> Epochs => epochs;

    /// <summary>Whether cancellation ended the training before its last epoch was done.</summary>
    public bool Stopped { get; internal set; }

    internal void Add(EpochRecord epoch) => epochs.Add(epoch);
}
