using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Rows from arrays that the user gave, one array an input.</summary>
internal sealed class ArrayRows(IReadOnlyList<(string Name, TensorData Value)> arrays) : IRowSource
{
    public int Count => (int)arrays.Min(array => array.Value.Dims.Count == 0 ? 1 : array.Value.Dims[0]);

    public RowBatch All() => new([.. arrays.Select(array => TorchTensors.ToTensor(array.Value))], arrays.ToDictionary(array => array.Name, array => array.Value, StringComparer.Ordinal));

    public RowBatch Take(int count)
    {
        using var rows = arange(count).remainder(Count);
        List<Tensor> taken = [];
        Dictionary<string, TensorData> feed = new(StringComparer.Ordinal);
        foreach (var (name, value) in arrays)
        {
            using var whole = TorchTensors.ToTensor(value);
            var part = whole.index_select(0, rows);
            taken.Add(part);
            feed.Add(name, TorchTensors.ToTensorData(part));
        }
        return new RowBatch(taken, feed);
    }
}
