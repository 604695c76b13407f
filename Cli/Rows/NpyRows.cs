using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Rows of .npy files, one file for each input, read batch by batch.</summary>
internal sealed class NpyRows : IRowReader
{
    private readonly Dictionary<string, NpyRowReader> readers = new(StringComparer.Ordinal);

    /// <summary>Opens files.</summary>
    /// <param name="options">The files, as <see cref="InputArguments"/> takes them.</param>
    /// <param name="names">The model's inputs.</param>
    /// <exception cref="InputException">A file is missing, or they differ in their numbers of rows.</exception>
    public NpyRows(IReadOnlyList<string> options, IReadOnlyList<string> names)
    {
        try
        {
            foreach (var (name, path) in InputArguments.Assign(options, names))
            {
                InputFile.Check(path, "a .npy file");
                readers.Add(name, new NpyRowReader(path));
            }
            ArrayReader.CheckRows(readers.Select(reader => (reader.Key, $"{reader.Value.Type.ToName()} [{string.Join(", ", reader.Value.Dims)}]", reader.Value.Dims[0])));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public double Progress => readers.Values.First() is var reader && reader.Dims[0] > 0 ? (double)reader.Position / reader.Dims[0] : 1;

    public bool IsRows => true;

    public IReadOnlyDictionary<string, TensorData>? Read(int rows)
    {
        Dictionary<string, TensorData> batch = new(StringComparer.Ordinal);
        foreach (var (name, reader) in readers)
        {
            if (reader.Read(rows) is not { } tensor) return null;
            batch.Add(name, tensor);
        }
        return batch;
    }

    public void Dispose()
    {
        foreach (var reader in readers.Values) reader.Dispose();
    }
}
