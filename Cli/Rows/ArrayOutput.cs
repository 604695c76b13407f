using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Outputs as NumPy arrays, written batch after batch; memory holds a batch.</summary>
/// <param name="open">Gives the stream of an output, by its name and those of all.</param>
/// <param name="complete">Takes the streams of all outputs once their arrays are whole.</param>
internal sealed class ArrayOutput(Func<string, IReadOnlyCollection<string>, Stream> open, Action<IReadOnlyDictionary<string, Stream>> complete) : IOutputWriter
{
    private readonly Dictionary<string, Stream> streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (NpyRowWriter Writer, TensorData Like)> arrays = new(StringComparer.Ordinal);

    public void Append(IReadOnlyDictionary<string, TensorData> outputs, long? rows)
    {
        if (rows is { } count) RowOutputs.Check(outputs, count, "arrays of all batches");
        foreach (var (name, output) in outputs)
        {
            if (!arrays.TryGetValue(name, out var array))
            {
                streams.Add(name, open(name, [.. outputs.Keys]));
                arrays.Add(name, array = (new NpyRowWriter(streams[name]), output));
            }
            else if (!output.Dims.Skip(1).SequenceEqual(array.Like.Dims.Skip(1)))
            {
                throw new InputException($"Output \"{name}\"", $"rows of one size in all batches, as in {array.Like}", $"{output}", "Run all rows at once, without --batch, or write to .csv or .json.");
            }
            array.Writer.Append(output);
        }
    }

    public void Complete()
    {
        foreach (var (writer, _) in arrays.Values) writer.Complete();
        complete(streams);
    }
}
