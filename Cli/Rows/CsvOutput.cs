using System.Buffers;
using System.Text;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Outputs as the rows of a CSV file: a column for each output, several with a number behind the name where a row has several values.</summary>
internal sealed class CsvOutput(Stream stream) : IOutputWriter
{
    private const int MostColumns = 100_000;
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private readonly StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
    private string[]? header;

    public void Append(IReadOnlyDictionary<string, TensorData> outputs, long? rows)
    {
        var count = rows ?? (outputs.Values.First().Dims is [var first, ..] ? first : 0);
        RowOutputs.Check(outputs, count, "a CSV file");
        long[] widths = [.. outputs.Values.Select(output => output.Dims.Skip(1).Aggregate(1L, (product, size) => product * size))];
        if (widths.Sum() > MostColumns) throw new InputException("Output", $"at most {MostColumns} values in a row, for a CSV file", $"{widths.Sum()}", "Write to .npz or .json.");
        string[] names = [.. outputs.Keys.Zip(widths).SelectMany(output => InputColumns.NamesOf(output.First, output.Second))];
        if (header is null) WriteLine(header = names);
        if (!names.SequenceEqual(header)) throw new InputException("Output", $"rows of {header.Length} values, as in the first batch", $"{names.Length}", "Write to .json.");
        Func<int, string>[] texts = [.. outputs.Values.Select(ElementText.Of)];
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < texts.Length; i++)
                for (var k = 0; k < widths[i]; k++)
                {
                    if (i + k > 0) writer.Write(',');
                    WriteField(texts[i]((int)(row * widths[i] + k)));
                }
            writer.Write('\n');
        }
    }

    public void Complete() => writer.Flush();

    private void WriteLine(string[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0) writer.Write(',');
            WriteField(fields[i]);
        }
        writer.Write('\n');
    }

    private void WriteField(string text)
    {
        // A line with nothing on it would be no row.
        var isEmptyLine = text.Length == 0 && header!.Length == 1;
        if (!isEmptyLine && !text.AsSpan().ContainsAny(Quoted) && text.AsSpan().Trim().Length == text.Length)
        {
            writer.Write(text);
            return;
        }
        writer.Write('"');
        writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        writer.Write('"');
    }
}
