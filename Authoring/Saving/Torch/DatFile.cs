using System.Text;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>TorchSharp's own weight files: the number of tensors, then of each its name, element type, rank, sizes and bytes, little endian, numbers in groups of seven bits.</summary>
internal static class DatFile
{
    private const int LongestName = 1 << 16, MostDimensions = 64;

    /// <summary>Writes tensors to a file, whole or not at all, as <see cref="Write(Stream, IEnumerable{KeyValuePair{string, Tensor}})"/> does.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IProgress<double>? progress)
    {
        var passed = new PassedBytes(progress, tensors.Values);
        AtomicFile.Write(path, stream => Write(new ProgressStream(stream, passed.Add), tensors));
        passed.End();
    }

    /// <summary>Writes tensors in their order, as TorchSharp's <c>load</c> reads them.</summary>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var all = tensors.ToList();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write7BitEncodedInt64(all.Count);
        foreach (var (name, tensor) in all)
        {
            writer.Write(name);
            writer.Write7BitEncodedInt64((long)tensor.dtype);
            writer.Write7BitEncodedInt64(tensor.dim());
            foreach (var size in tensor.shape) writer.Write7BitEncodedInt64(size);
            writer.Flush();
            TensorBytes.Write(stream, tensor);
        }
    }

    /// <summary>Reads all tensors; every size is checked against the file before memory is taken.</summary>
    /// <param name="stream">The file, which can be sought in.</param>
    /// <param name="where">The file in messages.</param>
    /// <exception cref="BundleException">The file is damaged; two tensors of one name or bytes after the last one are damage.</exception>
    public static Dictionary<string, Tensor> Read(Stream stream, string where)
    {
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            foreach (var entry in ReadEntries(stream, where))
            {
                stream.Position = entry.Offset;
                tensors.Add(entry.Name, TensorBytes.Read(entry.Shape, entry.Type, stream.ReadExactly));
            }
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }
    }

    private static List<(string Name, ScalarType Type, long[] Shape, long Offset)> ReadEntries(Stream stream, string where)
    {
        stream.Position = 0;
        var length = stream.Length;
        var count = Number(stream, where);
        // A tensor takes 4 bytes at least: the length of its name, its type, its rank, and a value or a size.
        if (count > (length - stream.Position) / 4) throw Damaged.File(where, "a number of tensors that its bytes can hold", $"{count} in {length} bytes");
        var (entries, names) = (new List<(string, ScalarType, long[], long)>(), new HashSet<string>());
        for (; count > 0; count--)
        {
            var name = Name(stream, where);
            if (!names.Add(name)) throw Damaged.File(where, "tensors of different names", $"two named {Damaged.Cut(name)}");
            var place = $"{where}, tensor {Damaged.Cut(name)}";
            var code = Number(stream, place);
            if (code > sbyte.MaxValue || !TorchTypes.All.TryGetValue((ScalarType)code, out var size)) throw Damaged.File(place, "an element type of TorchSharp", $"type {code}");
            var rank = Number(stream, place);
            if (rank > MostDimensions) throw Damaged.File(place, $"at most {MostDimensions} dimensions", $"{rank}");
            var shape = new long[rank];
            for (var dimension = 0; dimension < rank; dimension++) shape[dimension] = Number(stream, place);
            // Sizes beside a 0 count too: libtorch multiplies them for its strides.
            var room = shape.Where(factor => factor > 0).Aggregate((Int128)size, (product, factor) => product > long.MaxValue ? product : product * factor);
            var bytes = shape.Contains(0) && room <= long.MaxValue ? 0 : room;
            if (bytes > length - stream.Position) throw Damaged.File(place, $"the bytes of {Shape.Create(shape)}", $"{length - stream.Position} bytes to the end of the file");
            entries.Add((name, (ScalarType)code, shape, stream.Position));
            stream.Position += (long)bytes;
        }
        return stream.Position == length ? entries : throw Damaged.File(where, "nothing after the last tensor", $"{length - stream.Position} bytes");
    }

    private static string Name(Stream stream, string where)
    {
        var length = Number(stream, where);
        if (length > Math.Min(LongestName, stream.Length - stream.Position)) throw Damaged.File(where, $"a name of at most {LongestName} bytes", $"{length}");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new BundleException(where, "a name in UTF-8", "other bytes", Damaged.Remedy, error);
        }
    }

    private static long Number(Stream stream, string where)
    {
        long number = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0) throw Damaged.File(where, "a number", "the end of the file");
            number |= (long)(next & 0x7F) << shift;
            if (next < 0x80) return number;
        }
        throw Damaged.File(where, "a number of at most 63 bits", "a longer one");
    }
}
