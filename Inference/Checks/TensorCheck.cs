using System.Globalization;

namespace OnnxForge.Inference;

/// <summary>A tensor in a model file: its dims and its data agree, wherever the data is.</summary>
internal static class TensorCheck
{
    private const int Dims = 1, DataType = 2, FloatData = 4, Int32Data = 5, StringData = 6, Int64Data = 7, Name = 8, RawData = 9, DoubleData = 10, UInt64Data = 11, ExternalEntry = 13, DataLocation = 14;
    private const int Text = 8, Int64 = 7, Complex64 = 14, Complex128 = 15;
    public const int MostDims = 64;

    private const int LongestText = 4096;

    /// <summary>Null for data in the file; the values where it is a short list of int64, which shapes are made of.</summary>
    public readonly record struct Result(string Name, long Bytes, ExternalData? External, IReadOnlyList<long>? Values);

    public static Result Check(WireReader tensor, ModelBytes bytes)
    {
        var (name, type, raw, numbers, texts, external) = ("", 0, -1L, 0L, 0L, false);
        var (dims, values) = (new List<long>(), new List<long>());
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        while (tensor.Next())
        {
            switch (tensor.Field)
            {
                case Dims: tensor.AddTo(dims, MostDims); break;
                case DataType: type = (int)Math.Min(tensor.Number, int.MaxValue); break;
                case Name: name = tensor.Text(LongestText); break;
                case FloatData: numbers += tensor.Count(4); break;
                case DoubleData: numbers += tensor.Count(8); break;
                case Int32Data or UInt64Data: numbers += tensor.Count(0); break;
                case Int64Data when tensor.Length <= MostDims * 2 && values.Count < MostDims: numbers += tensor.Count(0); tensor.AddTo(values, int.MaxValue); break;
                case Int64Data: numbers += tensor.Count(0); break;
                case StringData: texts++; break;
                case RawData: raw = tensor.Length; AddRaw(tensor, bytes, values); break;
                case ExternalEntry: AddEntry(tensor.Message(), entries); break;
                case DataLocation: external = tensor.Number == 1; break;
            }
        }

        var where = $"weight '{name}'";
        var count = TensorShape.Count([.. dims]) ?? throw new FormatException($"{where} of dims {TensorShape.Text([.. dims])}, which are no sizes");
        var size = Bytes(type, count) ?? throw new FormatException($"{where} of element type {type} and dims {TensorShape.Text([.. dims])}, whose bytes cannot be counted");
        if (external || entries.Count > 0)
        {
            return new Result(name, size, External(name, where, entries, size), null);
        }

        var held = type == Text ? (texts, "texts", count) : raw >= 0 ? (raw, "bytes", size) : (numbers, "numbers", Numbers(type, count, numbers));
        return held.Item1 == held.Item3
            ? new Result(name, size, null, type == Int64 && values.Count == count ? values : null)
            : throw new FormatException($"{where} of dims {TensorShape.Text([.. dims])} with {held.Item1} {held.Item2} in place of {held.Item3}");
    }

    /// <summary>The bytes of a number of elements; null for an unknown type, or where there are too many.</summary>
    public static long? Bytes(int type, long count)
    {
        var bits = type switch
        {
            2 or 3 or 9 or (>= 17 and <= 20) or 24 => 8,
            4 or 5 or 10 or 16 => 16,
            1 or 6 or 12 => 32,
            7 or 11 or 13 or Complex64 => 64,
            Complex128 => 128,
            21 or 22 or 23 => 4,
            25 or 26 => 2,
            Text => 8,
            _ => 0,
        };
        return bits > 0 && count <= (long.MaxValue - 7) / bits ? ((count * bits) + 7) / 8 : null;
    }

    /// <summary>How many numbers stand for the elements; elements of less than a byte are packed, and the packing is ONNX Runtime's to read.</summary>
    private static long Numbers(int type, long count, long found) => type switch
    {
        Complex64 or Complex128 => count * 2,
        >= 21 and not 24 => found,
        _ => count,
    };

    private static void AddRaw(WireReader tensor, ModelBytes bytes, List<long> values)
    {
        if (tensor.Length is >= 0 and <= MostDims * 8 && tensor.Length % 8 == 0)
        {
            var raw = bytes.Read(tensor.Start, (int)tensor.Length);
            for (var i = 0; i < raw.Length; i += 8)
            {
                values.Add(BitConverter.ToInt64(raw, i));
            }
        }
    }

    private static void AddEntry(WireReader entry, Dictionary<string, string> entries)
    {
        var (key, value) = ("", "");
        while (entry.Next())
        {
            (key, value) = entry.Field switch
            {
                1 => (entry.Text(LongestText), value),
                2 => (key, entry.Text(LongestText)),
                _ => (key, value),
            };
        }

        if (!entries.TryAdd(key, value) || entries.Count > 16)
        {
            throw new FormatException($"external data with '{key}' twice, or with too many entries");
        }
    }

    private static ExternalData External(string name, string where, Dictionary<string, string> entries, long size)
    {
        var offset = Entry(where, entries, "offset", 0);
        var length = Entry(where, entries, "length", size);
        if (length != size)
        {
            throw new FormatException($"{where} of {size} bytes with external data of {length} bytes");
        }

        return entries.TryGetValue("location", out var location)
            ? new ExternalData(name, location, offset, size)
            : throw new FormatException($"{where} with external data without a location");
    }

    private static long Entry(string where, Dictionary<string, string> entries, string key, long otherwise) =>
        !entries.TryGetValue(key, out var text) ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"{where} with external data of {key} '{text}'");
}
