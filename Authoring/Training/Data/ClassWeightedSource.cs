using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A source whose sample weights are multiplied by a weight for each sample's label.</summary>
/// <param name="source">Batches with one target each.</param>
/// <param name="weights">The labels' weights; a label without one has 1.</param>
internal sealed class ClassWeightedSource(DataSource source, IReadOnlyDictionary<int, double> weights) : DataSource
{
    public override int? CountSteps(int batchSize) => source.CountSteps(batchSize);

    public override IEnumerable<Batch> Read(EpochRequest request) => Weighted(source.Read(request));

    public override IEnumerable<Batch> ReadFrom(EpochRequest request, int batches) => Weighted(source.ReadFrom(request, batches));

    internal override string Describe() => source.Describe();

    private IEnumerable<Batch> Weighted(IEnumerable<Batch> batches)
    {
        foreach (var batch in batches)
        {
            if (batch.Targets.Count != 1)
            {
                throw new ConfigException(nameof(FitOptions.ClassWeights), "a model with one output", $"{batch.Targets.Count} targets",
                    "Give each output its sample weights through a RowSource instead.");
            }
            var ofLabels = WeightsOf(batch.Targets[0]);
            if (batch.SampleWeights?[0] is { } own) ofLabels = Masked.Fits(own, ofLabels) ? Masked.Expand(own, ofLabels) * ofLabels : own.reshape(ofLabels.shape) * ofLabels;
            yield return batch with { SampleWeights = [ofLabels] };
        }
    }

    private Tensor WeightsOf(Tensor target)
    {
        var labels = LabelsOf(target);
        var result = ones(labels.shape, ScalarType.Float32, labels.device);
        foreach (var (label, weight) in weights) result = result.masked_fill(labels == label, weight);
        return result;
    }

    // Class indices [batch] or [batch, 1], whatever their type; otherwise one-hot rows [..., classes].
    private static Tensor LabelsOf(Tensor target)
    {
        var oneHot = is_floating_point(target) && target.dim() > 1 && target.shape[^1] > 1;
        if (oneHot) return target.argmax(-1);
        return (target.dim() > 1 && target.shape[^1] == 1 ? target.squeeze(-1) : target).to(ScalarType.Int64);
    }
}
