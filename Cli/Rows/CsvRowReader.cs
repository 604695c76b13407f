using System.Text;
using CsvHelper;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Reads rows of a CSV file for a model, one batch at a time; memory holds a batch.</summary>
internal sealed class CsvRowReader : IRowReader
{
    private const int LargestRow = 16_000_000;

    private readonly string source;
    private readonly FileStream stream;
    private readonly CsvReader reader;
    private readonly InputColumns columns;
    private readonly (int Field, int Input)[] fields;
    private readonly string[]? header;
    private readonly bool missingIsNaN;

    /// <summary>Opens a file and finds the model's columns in it.</summary>
    /// <param name="path">The file; comma, semicolon, tab or bar between fields.</param>
    /// <param name="signature">What the model takes.</param>
    /// <param name="hasHeader">Whether the first row names the columns.</param>
    /// <param name="missingIsNaN">Whether missing numbers are NaN; they are errors otherwise.</param>
    /// <exception cref="InputException">The file is missing, or its columns are not the model's.</exception>
    public CsvRowReader(string path, ModelSignature signature, bool hasHeader, bool missingIsNaN)
    {
        InputFile.Check(path, "a CSV file");
        (source, this.missingIsNaN) = (path, missingIsNaN);
        columns = new InputColumns(signature);
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            reader = CsvReader.Create(stream, new CsvReaderOptions
            {
                HasHeader = hasHeader, MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true, TrimWhitespace = true, MaxRecordSize = LargestRow,
            });
            header = hasHeader ? Guarded(ReadHeader) : null;
            fields = CsvColumns.Map(path, header, columns.Inputs);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public double Progress => stream.Length == 0 ? 1 : (double)stream.Position / stream.Length;

    public bool IsRows => true;

    public IReadOnlyDictionary<string, TensorData>? Read(int rows) => Guarded(() =>
    {
        var count = 0;
        while (count < rows && reader.Read())
        {
            AddRow();
            count++;
        }
        return count == 0 ? null : columns.Take(count, _ => []);
    });

    public void Dispose()
    {
        reader?.Dispose();
        stream.Dispose();
    }

    private string[] ReadHeader()
    {
        reader.ReadHeader();
        return [.. reader.Headers];
    }

    private void AddRow()
    {
        var expected = header?.Length ?? fields.Length;
        if (reader.FieldCount != expected)
        {
            throw new InputException($"{source}:{reader.LineNumber}", $"{expected} fields, as {(header is null ? "the model takes" : "in the header")}", $"{reader.FieldCount}", "Correct the row.");
        }
        foreach (var (field, input) in fields)
        {
            var state = columns[input].Add(reader.GetSpan(field), missingIsNaN);
            if (state != CellState.Taken) throw Refuse(state, field, input);
        }
    }

    private InputException Refuse(CellState state, int field, int input)
    {
        var cell = Encoding.UTF8.GetString(reader.GetSpan(field));
        var buffer = columns[input];
        var name = header is null ? columns.Inputs[input].Name : header[field];
        var remedy = state == CellState.Invalid ? "Correct the cell." : buffer.HasNaN ? "Fill the cell, or run with --missing nan where the model takes NaN." : "Fill the cell.";
        return new InputException(PlaceOf(field), $"{buffer.Kind} for \"{name}\"", cell.Length == 0 ? "an empty cell" : Quote.Of(cell), remedy);
    }

    // Quoted fields may span lines, so the place of a field is found by walking over those before it.
    private string PlaceOf(int field)
    {
        var before = string.Concat(Enumerable.Range(0, field).Select(i => Encoding.UTF8.GetString(reader.GetRawSpan(i)) + ","));
        var line = reader.LineNumber + before.Count(letter => letter == '\n');
        return FormattableString.Invariant($"{source}:{line}:{before.Length - before.LastIndexOf('\n')}");
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException error)
        {
            throw new InputException($"{source}:{error.LineNumber}", $"fields whose quotes are closed, with quotes inside them doubled, in rows of at most {LargestRow} bytes", "text that breaks this rule", "Correct the line.", error);
        }
    }
}
