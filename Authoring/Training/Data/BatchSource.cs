namespace OnnxForge.Authoring;

/// <summary>Batches that a function gives for each epoch.</summary>
internal sealed class BatchSource(Func<EpochRequest, IEnumerable<Batch>> read, int? steps) : DataSource
{
    public override int? CountSteps(int batchSize) => steps;

    public override IEnumerable<Batch> Read(EpochRequest request) => read(request);

    internal override string Describe() => steps is { } count ? $"{count} batches" : "batches";
}
