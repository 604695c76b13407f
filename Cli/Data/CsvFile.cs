using CsvHelper;

namespace OnnxForge.Cli;

/// <summary>Reads CSV files (RFC 4180; comma, semicolon, tab or bar, found from the first lines) and checks their form.</summary>
internal static class CsvFile
{
    private static readonly CsvReaderOptions Options = new()
    {
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        PoolStrings = true,
        TrimWhitespace = true,
    };

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InputException">The file is missing, cannot be read, has no header or no rows, repeats a column name, or a row has another number of fields.</exception>
    public static RawTable Read(string path)
    {
        if (!File.Exists(path))
        {
            var received = Directory.Exists(path) ? "a folder" : "a path where there is none";
            throw new InputException($"--data {path}", "a CSV file", received, "Check the path.");
        }
        var source = Path.GetFileName(path);
        try
        {
            using var reader = CsvReader.FromFile(path, Options);
            return Read(source, reader);
        }
        catch (CsvFormatException error)
        {
            throw new InputException($"{source}, line {error.LineNumber}", "fields whose quotes are closed, with quotes inside them doubled",
                "text that breaks this rule", "Correct the line.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--data {path}", "a file that can be read", error.Message.TrimEnd('.'), "Check the file and its permissions.", error);
        }
    }

    private static RawTable Read(string source, CsvReader reader)
    {
        var header = ReadHeader(source, reader);
        List<string[]> rows = [];
        List<long> lines = [];
        while (reader.Read())
        {
            if (reader.FieldCount != header.Length)
            {
                throw new InputException($"{source}, row {rows.Count + 1} (line {reader.LineNumber})", $"{header.Length} fields, as in the header",
                    $"{reader.FieldCount}", "Correct the row.");
            }
            var cells = new string[header.Length];
            for (var column = 0; column < cells.Length; column++) cells[column] = reader.GetString(column);
            rows.Add(cells);
            lines.Add(reader.LineNumber);
        }
        if (rows.Count == 0)
            throw new InputException(source, "rows below the header", "none", "Add rows, or check that this is the right file.");
        return new RawTable(source, header, rows, lines);
    }

    private static string[] ReadHeader(string source, CsvReader reader)
    {
        reader.ReadHeader();
        string[] header = [.. reader.Headers];
        if (header.Length == 0)
            throw new InputException(source, "a header line with the column names", "an empty file", "Add the header and rows, or check that this is the right file.");
        var unnamed = Array.FindIndex(header, string.IsNullOrWhiteSpace);
        if (unnamed >= 0)
            throw new InputException($"{source}, header", "a name for every column", $"none for column {unnamed + 1}", "Name the column, or remove it.");
        var repeated = header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
            throw new InputException($"{source}, header", "columns of different names", $"\"{repeated.Key}\" {repeated.Count()} times", "Rename all but one of them.");
        return header;
    }
}
