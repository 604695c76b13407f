using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Outputs as NumPy arrays: all batches are kept until the end.</summary>
/// <param name="write">Writes the arrays of all outputs.</param>
internal sealed class ArrayOutput(Action<IReadOnlyDictionary<string, TensorData>> write) : IOutputWriter
{
    private readonly List<IReadOnlyDictionary<string, TensorData>> batches = [];

    public void Append(IReadOnlyDictionary<string, TensorData> outputs, long? rows)
    {
        if (rows is { } count) RowOutputs.Check(outputs, count, "arrays of all batches");
        batches.Add(outputs);
    }

    public void Complete() => write(batches.Count == 0 ? new Dictionary<string, TensorData>()
        : batches[0].Keys.ToDictionary(name => name, name => RowSlices.Join(name, [.. batches.Select(batch => batch[name])]), StringComparer.Ordinal));
}
