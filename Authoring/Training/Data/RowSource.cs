using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Rows that are in memory.</summary>
/// <param name="inputs">One tensor for each input, <c>[rows, ...]</c>, owned by the caller.</param>
/// <param name="targets">One tensor for each output, <c>[rows, ...]</c>, owned by the caller; empty where nothing is compared.</param>
/// <param name="sampleWeights">For each output one weight a row, <c>[rows]</c>, or one for each of its values' first dimensions, <c>[rows, time]</c>; null for 1 each;
/// null means 1 for all.</param>
/// <param name="masks">For each output which positions count, bool <c>[rows, ...]</c>, or null for all; null means all of every output.</param>
public sealed class RowSource(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor?>? sampleWeights = null, IReadOnlyList<Tensor?>? masks = null) : DataSource
{
    /// <summary>The number of rows.</summary>
    public long Rows => inputs[0].shape[0];

    /// <inheritdoc/>
    public override int? CountSteps(int batchSize) => (int)((Rows + batchSize - 1) / batchSize);

    /// <inheritdoc/>
    public override IEnumerable<Batch> Read(EpochRequest request) => ReadFrom(request, 0);

    /// <inheritdoc/>
    public override IEnumerable<Batch> ReadFrom(EpochRequest request, int batches)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var order = request.Shuffle ? Order(request) : null;
        for (var first = (long)batches * request.BatchSize; first < Rows; first += request.BatchSize)
        {
            var count = Math.Min(request.BatchSize, Rows - first);
            yield return order is null ? Batch(tensor => tensor.narrow(0, first, count)) : Batch(Chosen(order.narrow(0, first, count)));
        }
    }

    internal override string Describe() => $"{Rows} rows of {string.Join(" and ", inputs.Concat(targets).Select(Row))}";

    internal override void Check(string where)
    {
        foreach (var input in inputs)
        {
            TrainingData.CheckRows(where, input);
            if (input.shape[0] != Rows) throw Different(where, "inputs", input);
        }
        foreach (var target in targets) TrainingData.CheckRows(where, inputs[0], target);
        foreach (var (what, tensors) in (ReadOnlySpan<(string, IReadOnlyList<Tensor?>?)>)[("sample weights", sampleWeights), ("masks", masks)])
        {
            foreach (var tensor in (tensors ?? []).OfType<Tensor>())
            {
                if (tensor.dim() == 0 || tensor.shape[0] != Rows) throw Different(where, what, tensor);
            }
        }
    }

    internal override void CheckValues(string where)
    {
        for (var i = 0; i < inputs.Count; i++) TrainingData.CheckNumbers(where, inputs.Count == 1 ? "inputs" : $"input {i}", inputs[i]);
        for (var i = 0; i < targets.Count; i++) TrainingData.CheckNumbers(where, targets.Count == 1 ? "targets" : $"targets of output {i}", targets[i], masks?[i]);
    }

    internal override (DataSource First, DataSource Last)? Split(double lastFraction)
    {
        var first = (long)Math.Ceiling(Rows * (1 - lastFraction));
        return (Part(0, first), Part(first, Rows - first));
    }

    // Views of the caller's tensors, which live as long as the source that holds them.
    private RowSource Part(long start, long count)
    {
        var batch = Batch(tensor => tensor.narrow(0, start, count).DetachFromDisposeScope());
        return new RowSource(batch.Inputs, batch.Targets, batch.SampleWeights, batch.Masks);
    }

    private static string Row(Tensor values) => new TensorSpec(Shape.Create(values.shape.AsSpan(1)), values.dtype).ToString();

    private DataException Different(string where, string what, Tensor tensor) =>
        new(where, $"{what} of {Rows} rows, as the first input has", $"{what} of shape {Shape.Of(tensor)}", "Give every tensor the same rows.");

    private static Func<Tensor, Tensor> Chosen(Tensor rows) => tensor => tensor.index_select(0, rows);

    private Batch Batch(Func<Tensor, Tensor> rows) => new([.. inputs.Select(rows)], [.. targets.Select(rows)], Each(sampleWeights, rows), Each(masks, rows));

    private static List<Tensor?>? Each(IReadOnlyList<Tensor?>? tensors, Func<Tensor, Tensor> rows) => tensors?.Select(tensor => tensor is null ? null : rows(tensor)).ToList();

    private Tensor Order(EpochRequest request)
    {
        var order = EpochOrder.Tensor(request, Rows);
        if (inputs[0].device_type == DeviceType.CPU) return order;
        using (order) return order.to(inputs[0].device).DetachFromDisposeScope();
    }
}
