using System.Text.Json;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>The elements of a tensor as JSON: in nested arrays of its shape, or one after another in row-major order. Numbers that JSON lacks are the texts NaN, Infinity and -Infinity.</summary>
internal static class TensorJson
{
    // One character and the comma, or the bracket, after it.
    private const int FewestBytes = 2;
    private const int CountedElements = 1024;

    private delegate bool ElementReader<T>(ref Utf8JsonReader reader, out T value);

    /// <summary>Reads a tensor.</summary>
    /// <param name="where">The part of the request, for messages.</param>
    /// <param name="input">The input, whose elements are JSON.</param>
    /// <param name="json">The whole JSON, which was found to be well formed.</param>
    /// <exception cref="RequestException">An element is none of the type, or their number or nesting is not that of the shape.</exception>
    public static TensorData Read(string where, InferInput input, ReadOnlySpan<byte> json)
    {
        var data = json[input.DataStart!.Value..];
        // No memory for elements that cannot be there; a few are counted, for the message.
        if (input.Count > Math.Max(CountedElements, data.Length / FewestBytes)) throw OtherCount(where, input, $"at most {data.Length / FewestBytes}, as many as the request has room for");
        var reader = new Utf8JsonReader(data, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 1000 }));
        reader.Read();
        return input.Type switch
        {
            ElementType.Float32 => Fill<float>(where, input, ref reader, TryFloat32),
            ElementType.Float64 => Fill<double>(where, input, ref reader, TryFloat64),
            ElementType.Int8 => Fill(where, input, ref reader, (ref Utf8JsonReader element, out sbyte value) => { value = 0; return IsNumber(ref element) && element.TryGetSByte(out value); }),
            ElementType.Int16 => Fill(where, input, ref reader, (ref Utf8JsonReader element, out short value) => { value = 0; return IsNumber(ref element) && element.TryGetInt16(out value); }),
            ElementType.Int32 => Fill(where, input, ref reader, (ref Utf8JsonReader element, out int value) => { value = 0; return IsNumber(ref element) && element.TryGetInt32(out value); }),
            ElementType.Int64 => Fill(where, input, ref reader, (ref Utf8JsonReader element, out long value) => { value = 0; return IsNumber(ref element) && element.TryGetInt64(out value); }),
            ElementType.UInt8 => Fill(where, input, ref reader, (ref Utf8JsonReader element, out byte value) => { value = 0; return IsNumber(ref element) && element.TryGetByte(out value); }),
            ElementType.UInt16 => Fill(where, input, ref reader, (ref Utf8JsonReader element, out ushort value) => { value = 0; return IsNumber(ref element) && element.TryGetUInt16(out value); }),
            ElementType.UInt32 => Fill(where, input, ref reader, (ref Utf8JsonReader element, out uint value) => { value = 0; return IsNumber(ref element) && element.TryGetUInt32(out value); }),
            ElementType.UInt64 => Fill(where, input, ref reader, (ref Utf8JsonReader element, out ulong value) => { value = 0; return IsNumber(ref element) && element.TryGetUInt64(out value); }),
            ElementType.Bool => Fill<bool>(where, input, ref reader, TryBoolean),
            _ => Fill<string>(where, input, ref reader, TryText),
        };
    }

    /// <summary>Writes the elements as one array, row-major.</summary>
    public static void Write(Utf8JsonWriter writer, TensorData tensor)
    {
        writer.WriteStartArray();
        switch (tensor.Type)
        {
            case ElementType.Float32: foreach (var value in tensor.AsSpan<float>()) { if (float.IsFinite(value)) writer.WriteNumberValue(value); else writer.WriteStringValue(NameOf(value)); } break;
            case ElementType.Float64: foreach (var value in tensor.AsSpan<double>()) { if (double.IsFinite(value)) writer.WriteNumberValue(value); else writer.WriteStringValue(NameOf(value)); } break;
            case ElementType.Int8: foreach (var value in tensor.AsSpan<sbyte>()) writer.WriteNumberValue(value); break;
            case ElementType.Int16: foreach (var value in tensor.AsSpan<short>()) writer.WriteNumberValue(value); break;
            case ElementType.Int32: foreach (var value in tensor.AsSpan<int>()) writer.WriteNumberValue(value); break;
            case ElementType.Int64: foreach (var value in tensor.AsSpan<long>()) writer.WriteNumberValue(value); break;
            case ElementType.UInt8: foreach (var value in tensor.AsSpan<byte>()) writer.WriteNumberValue((uint)value); break;
            case ElementType.UInt16: foreach (var value in tensor.AsSpan<ushort>()) writer.WriteNumberValue((uint)value); break;
            case ElementType.UInt32: foreach (var value in tensor.AsSpan<uint>()) writer.WriteNumberValue(value); break;
            case ElementType.UInt64: foreach (var value in tensor.AsSpan<ulong>()) writer.WriteNumberValue(value); break;
            case ElementType.Bool: foreach (var value in tensor.AsSpan<bool>()) writer.WriteBooleanValue(value); break;
            case ElementType.String: foreach (var value in tensor.AsSpan<string>()) writer.WriteStringValue(value); break;
            default: throw new ArgumentException($"{tensor} has no JSON form.", nameof(tensor));
        }
        writer.WriteEndArray();
    }

    private static string NameOf(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static TensorData Fill<T>(string where, InferInput input, ref Utf8JsonReader reader, ElementReader<T> read)
    {
        var elements = new T[input.Count];
        var filled = 0L;
        FillLevel(where, input, ref reader, read, elements, 0, ref filled);
        if (filled != input.Count) throw OtherCount(where, input, $"{filled}");
        return TensorData.Create(elements, input.Dims);
    }

    // The reader stands on the array's start; afterwards on its end.
    private static void FillLevel<T>(string where, InferInput input, ref Utf8JsonReader reader, ElementReader<T> read, T[] elements, int level, ref long filled)
    {
        var members = 0L;
        var nested = false;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; members++)
        {
            if (members == 0) nested = reader.TokenType == JsonTokenType.StartArray;
            if (nested && reader.TokenType == JsonTokenType.StartArray && level + 1 < input.Dims.Length)
            {
                FillLevel(where, input, ref reader, read, elements, level + 1, ref filled);
                continue;
            }
            if (filled == elements.Length && reader.TokenType != JsonTokenType.StartArray) throw OtherCount(where, input, "more");
            if (nested || !read(ref reader, out var value))
            {
                throw new RequestException(400, $"{where}.data, element {filled}", nested || reader.TokenType == JsonTokenType.StartArray ? $"arrays nested as the shape [{string.Join(", ", input.Dims)}] says, or none" : Kind(input.Type),
                    JsonTokens.Describe(ref reader), "Correct the data, or the shape and datatype.");
            }
            elements[filled++] = value;
        }
        // One flat array holds all; else each level has the members that the shape says.
        var flat = level == 0 && !nested;
        if (!flat && members != input.Dims[level])
        {
            throw new RequestException(400, $"{where}.data", $"{input.Dims[level]} members in an array of dimension {level}, as the shape [{string.Join(", ", input.Dims)}] says", $"{members}",
                "Correct the data or the shape.");
        }
    }

    private static RequestException OtherCount(string where, InferInput input, string received) =>
        new(400, $"{where}.data", $"{input.Count} elements for the shape [{string.Join(", ", input.Dims)}]", received, "Correct the data or the shape.");

    private static string Kind(ElementType type) => type switch
    {
        ElementType.Bool => "true or false",
        ElementType.String => "text",
        ElementType.Float32 or ElementType.Float64 => $"a number in the range of {DataTypes.NameOf(type)}, \"NaN\", \"Infinity\" or \"-Infinity\"",
        _ => $"an integer in the range of {DataTypes.NameOf(type)}",
    };

    private static bool IsNumber(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number;

    private static bool TryFloat32(ref Utf8JsonReader reader, out float value)
    {
        value = 0;
        if (IsNumber(ref reader)) return reader.TryGetSingle(out value) && float.IsFinite(value);
        if (!TryNamed(ref reader, out var named)) return false;
        value = (float)named;
        return true;
    }

    private static bool TryFloat64(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return IsNumber(ref reader) ? reader.TryGetDouble(out value) && double.IsFinite(value) : TryNamed(ref reader, out value);
    }

    private static bool TryNamed(ref Utf8JsonReader reader, out double value)
    {
        value = double.NaN;
        if (reader.TokenType != JsonTokenType.String) return false;
        if (reader.ValueTextEquals("NaN"u8)) return true;
        value = reader.ValueTextEquals("Infinity"u8) ? double.PositiveInfinity : double.NegativeInfinity;
        return double.IsPositiveInfinity(value) || reader.ValueTextEquals("-Infinity"u8);
    }

    private static bool TryBoolean(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False;
    }

    private static bool TryText(ref Utf8JsonReader reader, out string value)
    {
        value = "";
        if (reader.TokenType != JsonTokenType.String) return false;
        try
        {
            value = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: no text.
            return false;
        }
    }
}
