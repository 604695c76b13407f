using System.Buffers.Binary;
using System.Text;

namespace OnnxForge.Cli;

/// <summary>Walks the fields of one Protocol Buffers message without a schema (protobuf.dev, "Encoding").</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> message = message;
    private int position = 0;
    private ulong number = 0;
    private ReadOnlySpan<byte> content = default;
    private int wireType = 0;

    /// <summary>The current field's number.</summary>
    public int Field { get; private set; }

    /// <summary>The current field as an integer.</summary>
    public readonly long Integer => wireType == Varint ? unchecked((long)number) : throw Wrong("an integer");

    /// <summary>The current field as bytes or an embedded message.</summary>
    public readonly ReadOnlySpan<byte> Bytes => wireType == LengthDelimited ? content : throw Wrong("bytes");

    /// <summary>The current field as text.</summary>
    public readonly string Text
    {
        get
        {
            try
            {
                return StrictUtf8.GetString(Bytes);
            }
            catch (DecoderFallbackException)
            {
                throw new WireFormatException($"bytes that are no UTF-8 text in field {Field}");
            }
        }
    }

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="WireFormatException">The bytes break the format.</exception>
    public bool Read()
    {
        if (position == message.Length) return false;
        var tag = ReadVarint();
        Field = tag >> 3 is > 0 and <= 0x1FFFFFFF and var field ? (int)field : throw new WireFormatException($"a field of number {tag >> 3} at byte {position}");
        wireType = (int)(tag & 7);
        switch (wireType)
        {
            case Varint: number = ReadVarint(); break;
            case Fixed64: number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8)); break;
            case Fixed32: number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4)); break;
            case LengthDelimited: content = Take(ReadVarint()); break;
            default: throw new WireFormatException($"a field of unknown kind {wireType} at byte {position}");
        }
        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(message.Length - position)) throw new WireFormatException($"{length} bytes announced where {message.Length - position} are left");
        var taken = message.Slice(position, (int)length);
        position += (int)length;
        return taken;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position == message.Length) throw new WireFormatException("an end inside a number");
            var next = message[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new WireFormatException($"a number of more than 64 bits at byte {position}");
    }

    private readonly WireFormatException Wrong(string expected) => new($"something else than {expected} in field {Field}");
}
