using System.Text.Encodings.Web;
using System.Text.Json;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Outputs as JSON: an array of rows, each an object by name; a row on each line; or, for arrays that were run at once, one object of nested arrays.</summary>
internal sealed class JsonOutput : IOutputWriter
{
    private const int FlushBytes = 1 << 16;

    private readonly Stream stream;
    private readonly Utf8JsonWriter writer;
    private readonly bool isLines;
    private bool isEmpty = true;
    private bool isArray;

    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="isLines">Whether each row is a line of its own.</param>
    public JsonOutput(Stream stream, bool isLines)
    {
        (this.stream, this.isLines) = (stream, isLines);
        writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    public void Append(IReadOnlyDictionary<string, TensorData> outputs, long? rows)
    {
        if (rows is not { } count)
        {
            WriteObject(outputs, output => ElementText.Of(output.Value), 0, whole: true);
            isEmpty = false;
            return;
        }
        RowOutputs.Check(outputs, count, "rows of JSON");
        var texts = outputs.ToDictionary(output => output.Key, output => ElementText.Of(output.Value), StringComparer.Ordinal);
        if (!isLines && !isArray)
        {
            writer.WriteStartArray();
            isArray = true;
        }
        for (var row = 0L; row < count; row++)
        {
            WriteObject(outputs, output => texts[output.Key], row, whole: false);
            isEmpty = false;
            if (isLines) EndLine();
            else if (writer.BytesPending > FlushBytes) writer.Flush();
        }
    }

    public void Complete()
    {
        if (isArray) writer.WriteEndArray();
        else if (isEmpty && !isLines) { writer.WriteStartArray(); writer.WriteEndArray(); }
        writer.Flush();
        if (!isLines) stream.WriteByte((byte)'\n');
        writer.Dispose();
    }

    private void EndLine()
    {
        writer.Flush();
        stream.WriteByte((byte)'\n');
        writer.Reset();
    }

    private void WriteObject(IReadOnlyDictionary<string, TensorData> outputs, Func<KeyValuePair<string, TensorData>, Func<int, string>> textOf, long row, bool whole)
    {
        writer.WriteStartObject();
        foreach (var output in outputs)
        {
            writer.WritePropertyName(output.Key);
            long[] dims = whole ? [.. output.Value.Dims] : [.. output.Value.Dims.Skip(1)];
            var width = dims.Aggregate(1L, (product, size) => product * size);
            // A row of one value is the value.
            if (!whole && dims is [1]) dims = [];
            var position = (int)(row * width);
            WriteLevel(dims, textOf(output), output.Value.Type, ref position);
        }
        writer.WriteEndObject();
    }

    private void WriteLevel(ReadOnlySpan<long> dims, Func<int, string> textOf, ElementType type, ref int position)
    {
        if (dims.IsEmpty)
        {
            var text = textOf(position++);
            // NaN and infinities have no form as JSON numbers.
            if (type == ElementType.String || char.IsAsciiLetter(text[^1]) && type != ElementType.Bool) writer.WriteStringValue(text);
            else writer.WriteRawValue(text, skipInputValidation: true);
            return;
        }
        writer.WriteStartArray();
        for (var i = 0L; i < dims[0]; i++) WriteLevel(dims[1..], textOf, type, ref position);
        writer.WriteEndArray();
    }
}
