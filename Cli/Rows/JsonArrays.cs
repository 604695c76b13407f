using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace OnnxForge.Cli;

/// <summary>Nested arrays of JSON as elements.</summary>
internal static class JsonArrays
{
    /// <summary>Adds all elements of a value in row-major order.</summary>
    /// <returns>The value's dims; none for a single element.</returns>
    /// <exception cref="InputException">An element is none of the buffer's type, or arrays differ in length.</exception>
    public static long[] Add(string where, JsonElement value, ElementBuffer buffer, bool missingIsNaN)
    {
        List<long> dims = [];
        for (var level = value; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            dims.Add(level.GetArrayLength());
            if (dims[^1] == 0) break;
        }
        long[] all = [.. dims];
        AddLevel(where, value, all, buffer, missingIsNaN);
        return all;
    }

    /// <summary>The error for a text that is no JSON.</summary>
    public static InputException NotJson(string source, JsonException error) =>
        new(FormattableString.Invariant($"{source}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}"), "JSON: an array of rows, or one array for each input by name", "text that is none", "Correct the text.", error);

    private static void AddLevel(string where, JsonElement value, ReadOnlySpan<long> dims, ElementBuffer buffer, bool missingIsNaN)
    {
        if (dims.IsEmpty)
        {
            AddElement(where, value, buffer, missingIsNaN);
            return;
        }
        var length = value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : -1;
        if (length != dims[0]) throw new InputException(where, $"arrays of one length, {dims[0]} here", length < 0 ? Quote.Cut(value.GetRawText()) : $"{length} members", "Correct the arrays.");
        foreach (var member in value.EnumerateArray()) AddLevel(where, member, dims[1..], buffer, missingIsNaN);
    }

    private static void AddElement(string where, JsonElement value, ElementBuffer buffer, bool missingIsNaN)
    {
        var state = value.ValueKind switch
        {
            JsonValueKind.String => buffer.Add(Encoding.UTF8.GetBytes(value.GetString()!), missingIsNaN),
            JsonValueKind.Null when buffer.Kind == "text" => CellState.Missing,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => buffer.Add(JsonMarshal.GetRawUtf8Value(value), missingIsNaN),
            _ => CellState.Invalid,
        };
        if (state == CellState.Taken) return;
        throw new InputException(where, buffer.Kind, Quote.Cut(value.GetRawText()), state == CellState.Missing && buffer.HasNaN ? "Fill the value, or run with --missing nan where the model takes NaN." : "Correct the value.");
    }
}
