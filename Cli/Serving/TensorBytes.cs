using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Tensors as the protocol's binary data: elements in row-major order, little endian; a text is its length in 4 bytes and its UTF-8.</summary>
internal static class TensorBytes
{
    private const int LengthSize = sizeof(uint);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a tensor.</summary>
    /// <param name="where">The part of the request, for messages.</param>
    /// <param name="input">The input.</param>
    /// <param name="bytes">Its binary data.</param>
    /// <exception cref="RequestException">The bytes are not those of such a tensor.</exception>
    public static TensorData Read(string where, InferInput input, ReadOnlySpan<byte> bytes)
    {
        if (input.Type == ElementType.String) return ReadTexts(where, input, bytes);
        var size = input.Count * input.Type.ByteSize();
        if (bytes.Length != size)
        {
            throw new RequestException(400, $"{where}.binary_data_size", $"{size} bytes for {DataTypes.NameOf(input.Type)} [{string.Join(", ", input.Dims)}]", $"{bytes.Length}", "Correct the shape or the data.");
        }
        if (input.Type == ElementType.Bool && bytes.IndexOfAnyExceptInRange<byte>(0, 1) is >= 0 and var wrong)
            throw new RequestException(400, $"{where}, element {wrong}", "a byte of 0 or 1", $"{bytes[wrong]}", "Write false as 0 and true as 1.");
        return TensorData.FromBytes(input.Type, input.Dims, bytes);
    }

    /// <summary>The number of bytes that <see cref="Write"/> writes.</summary>
    public static long SizeOf(TensorData tensor)
    {
        if (tensor.Type != ElementType.String) return tensor.Count * tensor.Type.ByteSize();
        var size = 0L;
        foreach (var text in tensor.AsSpan<string>()) size += LengthSize + Utf8.GetByteCount(text);
        return size;
    }

    /// <summary>Writes a tensor.</summary>
    public static void Write(IBufferWriter<byte> writer, TensorData tensor)
    {
        if (tensor.Type != ElementType.String)
        {
            writer.Write(tensor.Bytes);
            return;
        }
        foreach (var text in tensor.AsSpan<string>())
        {
            var length = Utf8.GetByteCount(text);
            var span = writer.GetSpan(LengthSize + length);
            BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)length);
            Utf8.GetBytes(text, span[LengthSize..]);
            writer.Advance(LengthSize + length);
        }
    }

    private static TensorData ReadTexts(string where, InferInput input, ReadOnlySpan<byte> bytes)
    {
        const string Remedy = "Write each text as its length in bytes, 4 bytes little endian, and its UTF-8.";
        if (input.Count > bytes.Length / LengthSize)
            throw new RequestException(400, $"{where}.binary_data_size", $"{input.Count} texts, each after its length in 4 bytes", $"{bytes.Length} bytes", Remedy);
        var texts = new string[input.Count];
        var rest = bytes;
        for (var i = 0; i < texts.Length; i++)
        {
            if (rest.Length < LengthSize || BinaryPrimitives.ReadUInt32LittleEndian(rest) > rest.Length - LengthSize)
                throw new RequestException(400, $"{where}, element {i}", "a length and as many bytes", rest.Length < LengthSize ? $"{rest.Length} bytes" : $"a length of {BinaryPrimitives.ReadUInt32LittleEndian(rest)} before {rest.Length - LengthSize} bytes", Remedy);
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest);
            try
            {
                texts[i] = Utf8.GetString(rest.Slice(LengthSize, length));
            }
            catch (DecoderFallbackException)
            {
                throw new RequestException(400, $"{where}, element {i}", "text in UTF-8", "other bytes", "Send numbers to inputs of numbers; models take text in UTF-8 alone.");
            }
            rest = rest[(LengthSize + length)..];
        }
        if (rest.Length > 0) throw new RequestException(400, $"{where}.binary_data_size", $"{bytes.Length - rest.Length} bytes, as the {texts.Length} texts have", $"{bytes.Length}", Remedy);
        return TensorData.Create(texts, input.Dims);
    }
}
