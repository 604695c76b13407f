using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Rows that are in memory.</summary>
/// <param name="inputs">One tensor for each input, <c>[rows, ...]</c>, owned by the caller.</param>
/// <param name="targets">One tensor for each output, <c>[rows, ...]</c>, owned by the caller; empty where nothing is compared.</param>
/// <param name="sampleWeights">For each output one weight a row, <c>[rows]</c>, or null for 1 each; null means 1 for all.</param>
public sealed class RowSource(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor?>? sampleWeights = null) : DataSource
{
    /// <summary>The number of rows.</summary>
    public long Rows => inputs[0].shape[0];

    /// <inheritdoc/>
    public override int? CountSteps(int batchSize) => (int)((Rows + batchSize - 1) / batchSize);

    /// <inheritdoc/>
    public override IEnumerable<Batch> Read(EpochRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var order = request.Shuffle ? Shuffle(request) : null;
        for (long first = 0; first < Rows; first += request.BatchSize)
        {
            var count = Math.Min(request.BatchSize, Rows - first);
            yield return order is null ? Batch(tensor => tensor.narrow(0, first, count)) : Batch(Chosen(order.narrow(0, first, count)));
        }
    }

    internal override void Check(string where)
    {
        foreach (var input in inputs)
        {
            TrainingData.CheckRows(where, input);
            if (input.shape[0] != Rows) throw Different(where, "inputs", input);
        }
        foreach (var target in targets) TrainingData.CheckRows(where, inputs[0], target);
        foreach (var weight in sampleWeights ?? [])
        {
            if (weight is not null && (weight.dim() == 0 || weight.shape[0] != Rows)) throw Different(where, "sample weights", weight);
        }
    }

    private DataException Different(string where, string what, Tensor tensor) =>
        new(where, $"{what} of {Rows} rows, as the first input has", $"{what} of shape {Shape.Of(tensor)}", "Give every tensor the same rows.");

    private static Func<Tensor, Tensor> Chosen(Tensor rows) => tensor => tensor.index_select(0, rows);

    private Batch Batch(Func<Tensor, Tensor> rows) => new([.. inputs.Select(rows)], [.. targets.Select(rows)], sampleWeights?.Select(weight => weight is null ? null : rows(weight)).ToList());

    // Seed and epoch alone give an epoch's order, so that a training that goes on at an epoch has the rows it would have had.
    private Tensor Shuffle(EpochRequest request)
    {
        const ulong spread = 0x9E3779B97F4A7C15;
        using var generator = new Generator(unchecked((ulong)request.Seed * spread + (ulong)request.Epoch));
        var order = randperm(Rows, ScalarType.Int64, generator: generator).DetachFromDisposeScope();
        if (inputs[0].device_type == DeviceType.CPU) return order;
        using (order) return order.to(inputs[0].device).DetachFromDisposeScope();
    }
}
