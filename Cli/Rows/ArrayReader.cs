using System.Text.Json;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Whole arrays for a model, run at once, or in batches of their first dimension where a batch is asked for.</summary>
internal sealed class ArrayReader : IRowReader
{
    private readonly IReadOnlyDictionary<string, TensorData> arrays;
    private readonly bool inBatches;
    private readonly long rows;
    private long position;

    private ArrayReader(IReadOnlyDictionary<string, TensorData> arrays, bool inBatches)
    {
        (this.arrays, this.inBatches) = (arrays, inBatches);
        if (!inBatches) return;
        rows = CheckRows(arrays.Select(array => (array.Key, $"{array.Value}", array.Value.Dims.Count == 0 ? -1 : array.Value.Dims[0])));
    }

    public double Progress => inBatches && rows > 0 ? (double)position / rows : 1;

    public bool IsRows => inBatches;

    /// <summary>Reads .npy files, one for each input, to run them at once.</summary>
    public static ArrayReader OfFiles(IReadOnlyList<string> options, ModelSignature signature) => new(InputArguments.Read(options, [.. signature.Inputs.Select(input => input.Name)]), inBatches: false);

    /// <summary>The one number of rows of all arrays.</summary>
    /// <param name="arrays">Name, description and first size of each; -1 for a scalar.</param>
    /// <exception cref="InputException">They differ.</exception>
    public static long CheckRows(IEnumerable<(string Name, string Text, long Rows)> arrays)
    {
        var all = arrays.ToList();
        return all.Select(array => array.Rows).Distinct().ToArray() is [>= 0 and var rows] ? rows
            : throw new InputException("--batch", "arrays of one number of rows", string.Join(", ", all.Select(array => $"{array.Name} {array.Text}")), "Run without --batch.");
    }

    /// <summary>Reads the arrays of an .npz archive, to run them at once.</summary>
    /// <exception cref="InputException">An input is missing.</exception>
    public static ArrayReader OfArchive(string path, ModelSignature signature)
    {
        InputFile.Check(path, "an .npz file");
        return new(Named(path, NpzFile.Read(path), signature), inBatches: false);
    }

    /// <summary>Reads a JSON object of nested arrays by name.</summary>
    /// <exception cref="InputException">It is no such object, or an input is missing.</exception>
    public static ArrayReader OfJson(string path, ModelSignature signature, bool inBatches, bool missingIsNaN)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            Dictionary<string, TensorData> found = new(StringComparer.Ordinal);
            foreach (var input in signature.Inputs)
            {
                if (!document.RootElement.TryGetProperty(input.Name, out var value)) continue;
                var buffer = ElementBuffer.For(input.Type);
                found.Add(input.Name, buffer.Take(JsonArrays.Add($"{path}, \"{input.Name}\"", value, buffer, missingIsNaN)));
            }
            return new(Named(path, found, signature), inBatches);
        }
        catch (JsonException error)
        {
            throw JsonArrays.NotJson(path, error);
        }
    }

    public IReadOnlyDictionary<string, TensorData>? Read(int count)
    {
        if (!inBatches) return position++ == 0 ? arrays : null;
        if (position == rows) return null;
        var taken = Math.Min(count, rows - position);
        var batch = arrays.ToDictionary(array => array.Key, array => RowSlices.Slice(array.Value, position, taken), StringComparer.Ordinal);
        position += taken;
        return batch;
    }

    public void Dispose() { }

    private static Dictionary<string, TensorData> Named(string path, IReadOnlyDictionary<string, TensorData> found, ModelSignature signature) =>
        NamedArrays.Match(path, found.Keys, [.. signature.Inputs.Select(input => input.Name)]).ToDictionary(input => input.Key, input => found[input.Value], StringComparer.Ordinal);
}
