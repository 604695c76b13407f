using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Rows of .npy files, one file for each input, or of the arrays of an .npz archive, read batch by batch.</summary>
internal sealed class NpyRows : IRowReader
{
    private readonly Dictionary<string, NpyRowReader> readers = new(StringComparer.Ordinal);

    private NpyRows(IEnumerable<(string Input, string Path, string? Array)> arrays)
    {
        try
        {
            foreach (var (input, path, array) in arrays) readers.Add(input, new NpyRowReader(path, array));
            ArrayReader.CheckRows(readers.Select(reader => (reader.Key, $"{reader.Value.Type.ToName()} [{string.Join(", ", reader.Value.Dims)}]", reader.Value.Dims[0])));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens .npy files.</summary>
    /// <param name="options">The files, as <see cref="InputArguments"/> takes them.</param>
    /// <param name="names">The model's inputs.</param>
    /// <exception cref="InputException">A file is missing, or they differ in their numbers of rows.</exception>
    public static NpyRows OfFiles(IReadOnlyList<string> options, IReadOnlyList<string> names) => new(InputArguments.Assign(options, names).Select(input =>
    {
        InputFile.Check(input.Path, "a .npy file");
        return (input.Name, input.Path, (string?)null);
    }));

    /// <summary>Opens the arrays of an .npz archive, as <see cref="NamedArrays"/> finds them.</summary>
    /// <exception cref="InputException">The file or an input is missing, or the arrays differ in their numbers of rows.</exception>
    public static NpyRows OfArchive(string path, IReadOnlyList<string> names)
    {
        InputFile.Check(path, "an .npz file");
        return new(NamedArrays.Match(path, NpzFile.Names(path), names).Select(input => (input.Key, path, (string?)input.Value)));
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
