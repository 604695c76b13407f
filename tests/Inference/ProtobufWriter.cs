using System.Text;

namespace OnnxForge.Tests.Inference;

/// <summary>Writes protobuf fields in wire format: enough for small ONNX models made by hand.</summary>
internal sealed class ProtobufWriter
{
    private readonly MemoryStream _bytes = new();

    public static byte[] Message(Action<ProtobufWriter> write)
    {
        var writer = new ProtobufWriter();
        write(writer);
        return writer._bytes.ToArray();
    }

    public ProtobufWriter Integer(int field, long value)
    {
        Varint((ulong)(field << 3));
        Varint((ulong)value);
        return this;
    }

    public ProtobufWriter Float(int field, float value)
    {
        Varint((ulong)((field << 3) | 5));
        _bytes.Write(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Nested(int field, Action<ProtobufWriter> write) => Bytes(field, Message(write));

    public ProtobufWriter Bytes(int field, byte[] value)
    {
        Varint((ulong)((field << 3) | 2));
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        _bytes.WriteByte((byte)value);
    }
}
