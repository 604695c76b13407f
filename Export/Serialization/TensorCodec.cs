using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using OnnxForge.Export.Onnx;

namespace OnnxForge.Export;

/// <summary>Constant tensors, to and from the file.</summary>
internal static class TensorCodec
{
    // Damaged text must be an error, not a replacement character.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes the tensor of the file: raw little-endian data, or UTF-8 texts. Numeric data is not copied.</summary>
    public static TensorProto Write(ConstantTensor tensor, string? name)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var written = new TensorProto { DataType = (int)tensor.Type };
        written.Dims.AddRange(tensor.Dims);
        if (name is not null)
        {
            written.Name = name;
        }

        if (tensor.Type == DataType.String)
        {
            written.StringData.AddRange(tensor.Strings.Select(ByteString.CopyFromUtf8));
        }
        else
        {
            written.RawData = UnsafeByteOperations.UnsafeWrap(tensor.Data);
        }

        return written;
    }

    /// <summary>Reads a tensor, whichever of the file's fields holds the data.</summary>
    /// <exception cref="OnnxFileException">The data is elsewhere, of a type the IR does not have, or does not fit the dimensions.</exception>
    public static ConstantTensor Read(TensorProto tensor, string where)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0 || tensor.Segment is not null)
        {
            throw new OnnxFileException(where, "the data in this file", "a reference to data elsewhere", "Write the model into one file.");
        }

        if (!DataTypes.IsKnown(tensor.DataType))
        {
            throw UnknownType(where, tensor.DataType);
        }

        var type = (DataType)tensor.DataType;
        try
        {
            return type == DataType.String
                ? ConstantTensor.Text([.. tensor.StringData.Select(text => Text(text, where))], [.. tensor.Dims])
                : ConstantTensor.FromBytes(type, [.. tensor.Dims], tensor.HasRawData ? tensor.RawData.Memory : TypedData(tensor, type));
        }
        catch (ArgumentException exception)
        {
            throw new OnnxFileException(
                where, $"data for {DataTypes.NameOf(type)}[{string.Join(", ", tensor.Dims)}]", "another amount of data", "Write the file again; this one is damaged.", exception);
        }
    }

    /// <summary>Decodes UTF-8.</summary>
    /// <exception cref="OnnxFileException">The bytes are no UTF-8.</exception>
    public static string Text(ByteString bytes, string where)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            return Utf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException exception)
        {
            throw new OnnxFileException(where, "UTF-8 text", "other bytes", "Write the file again; this one is damaged.", exception);
        }
    }

    /// <summary>The error for an element type that the IR does not have.</summary>
    public static OnnxFileException UnknownType(string where, int number) => new(
        where, "an element type from float32 (1) to bfloat16 (16)", string.Create(CultureInfo.InvariantCulture, $"type {number}"), "Convert the tensor to one of these types.");

    private static byte[] TypedData(TensorProto tensor, DataType type)
    {
        switch (type)
        {
            case DataType.Float or DataType.Complex64:
                return Bytes(tensor.FloatData, sizeof(float), (bytes, value) => BinaryPrimitives.WriteSingleLittleEndian(bytes, value));
            case DataType.Double or DataType.Complex128:
                return Bytes(tensor.DoubleData, sizeof(double), (bytes, value) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, value));
            case DataType.Int64:
                return Bytes(tensor.Int64Data, sizeof(long), (bytes, value) => BinaryPrimitives.WriteInt64LittleEndian(bytes, value));
            case DataType.UInt64:
                return Bytes(tensor.Uint64Data, sizeof(ulong), (bytes, value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes, value));
            case DataType.UInt32:
                return Bytes(tensor.Uint64Data, sizeof(uint), (bytes, value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes, unchecked((uint)value)));
            case DataType.Int32:
                return Bytes(tensor.Int32Data, sizeof(int), (bytes, value) => BinaryPrimitives.WriteInt32LittleEndian(bytes, value));
            default:
                return DataTypes.BytesOf(type) == 1
                    ? Bytes(tensor.Int32Data, 1, (bytes, value) => bytes[0] = unchecked((byte)value))
                    : Bytes(tensor.Int32Data, sizeof(short), (bytes, value) => BinaryPrimitives.WriteInt16LittleEndian(bytes, unchecked((short)value)));
        }
    }

    private static byte[] Bytes<T>(IReadOnlyList<T> values, int width, SpanAction<T> write)
    {
        var bytes = new byte[checked(values.Count * width)];
        for (var index = 0; index < values.Count; index++)
        {
            write(bytes.AsSpan(index * width), values[index]);
        }

        return bytes;
    }

    private delegate void SpanAction<in T>(Span<byte> bytes, T value);
}
