using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A tensor's place in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Begin">Where its bytes begin after the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafeTensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

/// <summary>Reads the header of a safetensors file, trusting nothing: every size is checked against the file before memory is taken.</summary>
internal static class SafeTensorsHeader
{
    // The format's own limit is 100 MB, whose reading would take several times that; 16 MB hold more than 100,000 tensors.
    private const long LongestHeader = 1 << 24;
    private const int MostDimensions = 64, MostTensors = 65_536, Deepest = 8;

    /// <summary>The entries in the order of their bytes; the stream then stands at the first byte of data.</summary>
    /// <param name="stream">The file from its start.</param>
    /// <param name="length">The file's length in bytes.</param>
    /// <param name="where">The file's name in messages.</param>
    /// <exception cref="BundleException">The header is not valid.</exception>
    public static IReadOnlyList<SafeTensorsEntry> Read(Stream stream, long length, string where)
    {
        if (length < 8) throw Bad(where, "a safetensors file of 8 bytes or more", $"{length} bytes");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var longest = (ulong)Math.Min(LongestHeader, length - 8);
        if (headerLength > longest) throw Bad(where, $"a header of at most {longest} bytes", $"a header length of {headerLength}");
        var header = new byte[headerLength];
        stream.ReadExactly(header);
        var entries = Parse(header, where);
        CheckContiguous(entries, length - 8 - (long)headerLength, where);
        return entries;
    }

    private static List<SafeTensorsEntry> Parse(byte[] header, string where)
    {
        if (header is [not (byte)'{', ..]) throw Bad(where, "a header that begins with {", $"one that begins with {header[0]:x2}");
        try
        {
            JsonText.Check(header, Deepest, MostTensors, MostTensors * 20);
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Bad(where, "a JSON object as header", $"{document.RootElement.ValueKind}");
            return [.. document.RootElement.EnumerateObject().Where(item => item.Name != "__metadata__").Select(item => ParseEntry(item, where))
                .OrderBy(entry => entry.Begin).ThenBy(entry => entry.End).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (JsonException error)
        {
            throw new BundleException(where, "a header of valid JSON without duplicate names", error.Message, "The file is damaged; write it again.", error);
        }
    }

    private static SafeTensorsEntry ParseEntry(JsonProperty item, string where)
    {
        // Made only for an error: a file may have many tensors.
        BundleException Wrong(string expected, string received) => Bad($"{where}, tensor {item.Name}", expected, received);
        var value = item.Value;
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() != 3
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || !value.TryGetProperty("data_offsets", out var offsets))
            throw Wrong("an object of dtype, shape and data_offsets", Cut(value.GetRawText()));
        var (type, size) = SafeTensorsTypes.Find(dtype.GetString()!) ?? throw Wrong($"one of the types {SafeTensorsTypes.Names}", Cut(dtype.GetString()!));
        var sizes = Integers(shape) ?? throw Wrong("shape as a list of whole numbers of 0 or more", Cut(shape.GetRawText()));
        var range = Integers(offsets) ?? throw Wrong("data_offsets as a list of whole numbers of 0 or more", Cut(offsets.GetRawText()));
        if (sizes.Length > MostDimensions) throw Wrong($"at most {MostDimensions} dimensions", $"{sizes.Length}");
        if (range.Length != 2 || range[1] < range[0]) throw Wrong("data_offsets [begin, end] with begin at most end", Cut(offsets.GetRawText()));
        if (ByteCount(sizes, size) is not { } bytes || bytes != range[1] - range[0])
            throw Wrong($"bytes for shape {Cut(shape.GetRawText())} of {dtype.GetString()}", $"{range[1] - range[0]} bytes");
        return new SafeTensorsEntry(item.Name, type, sizes, range[0], range[1]);
    }

    private static void CheckContiguous(List<SafeTensorsEntry> entries, long dataLength, string where)
    {
        long end = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != end) throw Bad($"{where}, tensor {entry.Name}", $"bytes that begin where the tensor before ends, at {end}", $"{entry.Begin}");
            end = entry.End;
        }
        if (end != dataLength) throw Bad(where, $"tensors that fill the file's {dataLength} bytes of data", $"tensors that end at {end}");
    }

    private static long[]? Integers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array) return null;
        var numbers = new long[list.GetArrayLength()];
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out numbers[i]) || numbers[i] < 0) return null;
            i++;
        }
        return numbers;
    }

    private static long? ByteCount(long[] sizes, int elementSize)
    {
        try
        {
            // A size of 0 makes nothing of the others, which must be sizes all the same.
            var bytes = sizes.Aggregate((long)elementSize, (product, size) => checked(product * Math.Max(size, 1)));
            return sizes.Contains(0) ? 0 : bytes;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= 80 ? text : text[..80] + "...";

    private static BundleException Bad(string where, string expected, string received) =>
        new(where, expected, received, "The file is damaged or of another format; write it again.");
}
