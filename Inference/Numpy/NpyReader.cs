using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OnnxForge.Inference;

/// <summary>Reads one array from a stream; memory is taken only for bytes that are there.</summary>
internal static class NpyReader
{
    private const int Chunk = 1 << 20;

    public static TensorData Read(string where, Stream stream)
    {
        var (header, type) = ReadHead(where, stream);
        var tensor = ReadElements(where, Present(where, stream, TensorShape.Count(header.Dims)!.Value * type.ItemSize), type, header.Dims);
        return header.FortranOrder ? FortranOrder.ToRowMajor(tensor) : tensor;
    }

    /// <summary>The head of an array, whose dims and size in bytes can be counted.</summary>
    public static (NpyHeader Header, NpyType Type) ReadHead(string where, Stream stream)
    {
        var header = NpyHeader.Read(where, stream);
        var type = NpyType.Parse(where, header.Descr);
        if (TensorShape.Count(header.Dims) is not { } count || count > Array.MaxLength || (type.ItemSize > 0 && count > long.MaxValue / type.ItemSize))
        {
            throw new NpyFormatException(where, $"a shape of at most {Array.MaxLength} elements", TensorShape.Text(header.Dims), "The file is damaged, or the array must be split");
        }

        if (type.ItemSize == 0 && count > 0)
        {
            throw new NpyFormatException(where, "elements of 1 byte or more", $"'{header.Descr}'", "The file is damaged: save the array again");
        }

        return (header, type);
    }

    /// <summary>Elements in row-major order, from a stream that holds them.</summary>
    public static TensorData ReadElements(string where, Stream stream, NpyType type, long[] dims)
    {
        if (type.Type != ElementType.String)
        {
            return Numbers(where, stream, type, dims);
        }

        var count = TensorShape.Count(dims)!.Value;
        return TensorData.Create(NpyText.Decode(where, type, Bytes(where, stream, count * type.ItemSize), count), dims);
    }

    /// <summary>A stream that is known to hold that many bytes more: the given one, or what a stream of unknown length gave.</summary>
    private static Stream Present(string where, Stream stream, long length)
    {
        if (stream.CanSeek)
        {
            return stream.Length - stream.Position >= length ? stream : throw CutOff(where, length, stream.Length - stream.Position);
        }

        var memory = new MemoryStream();
        var chunk = new byte[Math.Min(length, Chunk)];
        while (memory.Length < length)
        {
            var read = stream.Read(chunk, 0, (int)Math.Min(chunk.Length, length - memory.Length));
            if (read == 0)
            {
                throw CutOff(where, length, memory.Length);
            }

            if (memory.Length + read > Array.MaxLength)
            {
                throw new NpyFormatException(where, $"at most {Array.MaxLength} bytes from a stream of unknown length", $"{length}", "Read the array from a file of its own");
            }

            memory.Write(chunk, 0, read);
        }

        memory.Position = 0;
        return memory;
    }

    private static TensorData Numbers(string where, Stream stream, NpyType type, long[] dims)
    {
        var tensor = TensorData.Allocate(type.Type, dims);
        var length = tensor.Count * type.ItemSize;
        for (var offset = 0L; offset < length; offset += Chunk)
        {
            var bytes = tensor.MutableBytes(offset, (int)Math.Min(Chunk, length - offset));
            ReadExactly(where, stream, bytes, length, offset);
            if (type.BigEndian)
            {
                Reverse(bytes, type.ItemSize);
            }

            if (type.Type == ElementType.Bool && bytes.IndexOfAnyExceptInRange<byte>(0, 1) is >= 0 and var wrong)
            {
                throw new NpyFormatException(where, "booleans as bytes of 0 or 1", $"{bytes[wrong]} in element {offset + wrong}", "The file is damaged: save the array again");
            }
        }

        return tensor;
    }

    private static byte[] Bytes(string where, Stream stream, long length)
    {
        if (length > Array.MaxLength)
        {
            throw new NpyFormatException(where, $"at most {Array.MaxLength} bytes of text", $"{length}", "Split the array");
        }

        var bytes = new byte[length];
        ReadExactly(where, stream, bytes, length, 0);
        return bytes;
    }

    private static void ReadExactly(string where, Stream stream, Span<byte> bytes, long length, long offset)
    {
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length)
        {
            throw CutOff(where, length, offset + read);
        }
    }

    private static void Reverse(Span<byte> bytes, int itemSize)
    {
        switch (itemSize)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            default:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    private static NpyFormatException CutOff(string where, long expected, long received) =>
        new(where, $"{expected} bytes of elements", $"{received}", "The file is cut off: copy or save it again");
}
