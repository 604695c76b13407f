using System.Text.Json;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Reads rows of JSON for a model, one batch at a time: an array of rows, or a row on each line. A row is an object with a value for each input, or, for a model of one input, its value.</summary>
internal sealed class JsonRowReader : IRowReader
{
    private readonly string source;
    private readonly FileStream stream;
    private readonly IEnumerator<JsonElement> elements;
    private readonly InputColumns columns;
    private readonly long[]?[] rowDims;
    private readonly bool missingIsNaN;
    private long row;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="signature">What the model takes.</param>
    /// <param name="isLines">Whether each line is a row; else the file is one array of rows.</param>
    /// <param name="missingIsNaN">Whether null is NaN for numbers; it is an error otherwise.</param>
    public JsonRowReader(string path, ModelSignature signature, bool isLines, bool missingIsNaN)
    {
        (source, this.missingIsNaN) = (path, missingIsNaN);
        columns = new InputColumns(signature);
        rowDims = new long[columns.Inputs.Count][];
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        elements = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, topLevelValues: isLines).ToBlockingEnumerable().GetEnumerator();
    }

    public double Progress => stream.Length == 0 ? 1 : (double)stream.Position / stream.Length;

    public bool IsRows => true;

    public IReadOnlyDictionary<string, TensorData>? Read(int rows)
    {
        var count = 0;
        Array.Clear(rowDims);
        for (; count < rows && MoveNext(); count++, row++) AddRow(elements.Current);
        return count == 0 ? null : columns.Take(count, input => rowDims[input]!);
    }

    public void Dispose()
    {
        elements.Dispose();
        stream.Dispose();
    }

    private bool MoveNext()
    {
        try
        {
            return elements.MoveNext();
        }
        catch (JsonException error)
        {
            throw JsonArrays.NotJson(source, error);
        }
    }

    private void AddRow(JsonElement element)
    {
        for (var i = 0; i < columns.Inputs.Count; i++)
        {
            var input = columns.Inputs[i];
            var where = $"{source}, row {row + 1}";
            var value = element;
            if (element.ValueKind == JsonValueKind.Object)
            {
                where = $"{where}, \"{input.Name}\"";
                if (!element.TryGetProperty(input.Name, out value)) throw new InputException(where, $"a value for each of the inputs {string.Join(", ", columns.Inputs.Select(known => $"\"{known.Name}\""))}", "none", "Add it to the row.");
            }
            else if (columns.Inputs.Count > 1)
            {
                throw new InputException(where, $"an object with a value for each of the inputs {string.Join(", ", columns.Inputs.Select(known => $"\"{known.Name}\""))}", "something else", "Write each row as an object.");
            }
            var before = columns[i].Count;
            var dims = JsonArrays.Add(where, value, columns[i], missingIsNaN);
            Check(where, input, i, dims, columns[i].Count - before);
        }
    }

    // Rows of a size that the signature leaves open are those of the batch's first.
    private void Check(string where, TensorSignature input, int index, long[] dims, int count)
    {
        if (InputColumns.WidthOf(input) is { } width)
        {
            if (count != width) throw new InputException(where, $"{width} {(width == 1 ? "value" : "values")} for {input}", $"{count}", "Correct the row.");
            return;
        }
        rowDims[index] ??= dims;
        if (!dims.SequenceEqual(rowDims[index]!))
            throw new InputException(where, $"values of [{string.Join(", ", rowDims[index]!)}], as in the batch's first row", $"[{string.Join(", ", dims)}]", "Give rows of one size, or run with --batch 1.");
    }
}
