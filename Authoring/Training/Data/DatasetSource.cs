using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Samples that a data set gives one by one, stacked into batches.</summary>
/// <param name="dataset">The samples by index.</param>
/// <param name="split">A sample's inputs and targets.</param>
internal sealed class DatasetSource<T>(utils.data.Dataset<T> dataset, Func<T, Batch> split) : DataSource
{
    public override int? CountSteps(int batchSize) => (int)((dataset.Count + batchSize - 1) / batchSize);

    public override IEnumerable<Batch> Read(EpochRequest request)
    {
        var order = request.Shuffle ? EpochOrder.Of(request, dataset.Count) : null;
        for (long first = 0; first < dataset.Count; first += request.BatchSize)
        {
            var count = (int)Math.Min(request.BatchSize, dataset.Count - first);
            var samples = Enumerable.Range(0, count).Select(i => split(dataset.GetTensor(order?[first + i] ?? first + i))).ToList();
            yield return new Batch(Stack(samples, sample => sample.Inputs), Stack(samples, sample => sample.Targets));
        }
    }

    internal override string Describe() => $"a data set of {dataset.Count} samples";

    internal override void Check(string where)
    {
        if (dataset.Count == 0) throw new DataException(where, "a data set of 1 sample or more", "an empty one", "Check where the samples come from.");
    }

    private static List<Tensor> Stack(List<Batch> samples, Func<Batch, IReadOnlyList<Tensor>> part) =>
        [.. Enumerable.Range(0, part(samples[0]).Count).Select(i => stack(samples.Select(sample => part(sample)[i])))];
}
