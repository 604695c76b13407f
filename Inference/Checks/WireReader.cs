using System.Text;

namespace OnnxForge.Inference;

/// <summary>Walks over the fields of one message in protobuf's wire format; what a field holds is read only when asked for.</summary>
internal struct WireReader(ModelBytes bytes, long start, long end)
{
    private const int VarintWire = 0, Fixed64Wire = 1, LengthWire = 2, Fixed32Wire = 5;

    private long _position = start;

    /// <summary>The number of the field read last.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a field that is a number; of floating point, its bits.</summary>
    public ulong Number { get; private set; }

    /// <summary>Where the content of a field with a length starts.</summary>
    public long Start { get; private set; }

    /// <summary>The bytes of the content of a field with a length; -1 for a field that is a number.</summary>
    public long Length { get; private set; }

    /// <exception cref="FormatException">The bytes are no protobuf.</exception>
    public bool Next()
    {
        if (_position >= end)
        {
            return false;
        }

        var tag = Varint();
        if (tag >> 3 is 0 or > int.MaxValue)
        {
            throw new FormatException($"a field without a number at byte {_position}");
        }

        (Field, Length, Number) = ((int)(tag >> 3), -1, 0);
        switch ((int)(tag & 7))
        {
            case VarintWire:
                Number = Varint();
                break;
            case Fixed64Wire:
                Number = Fixed(8);
                break;
            case Fixed32Wire:
                Number = Fixed(4);
                break;
            case LengthWire:
                var length = Varint();
                if (length > (ulong)(end - _position))
                {
                    throw new FormatException($"a field of {length} bytes at byte {_position}, where {end - _position} are left");
                }

                (Start, Length) = (_position, (long)length);
                _position += Length;
                break;
            default:
                throw new FormatException($"a field of wire type {tag & 7} at byte {_position}");
        }

        return true;
    }

    /// <summary>A reader of the message in the field read last.</summary>
    public readonly WireReader Message() => new(bytes, Content(), Start + Length);

    /// <summary>The text in the field read last.</summary>
    public readonly string Text(int longest)
    {
        Content();
        return Length <= longest
            ? Encoding.UTF8.GetString(bytes.Read(Start, (int)Length))
            : throw new FormatException($"a name or path of {Length} bytes at byte {Start}, where at most {longest} are read");
    }

    /// <summary>How many numbers a repeated field adds: one, or what is packed in the content, each of <paramref name="size"/> bytes (0: varints).</summary>
    public readonly long Count(int size)
    {
        if (Length < 0)
        {
            return 1;
        }

        if (size > 0)
        {
            return Length % size == 0 ? Length / size : throw new FormatException($"{Length} bytes of numbers of {size} bytes each at byte {Start}");
        }

        var count = 0L;
        for (var i = Start; i < Start + Length; i++)
        {
            count += (bytes[i] & 0x80) == 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Adds the integers of a repeated field, packed or not.</summary>
    public readonly void AddTo(List<long> numbers, int most)
    {
        if (Length < 0)
        {
            numbers.Add((long)Number);
        }
        else
        {
            var packed = new WireReader(bytes, Start, Start + Length);
            while (packed._position < Start + Length && numbers.Count <= most)
            {
                numbers.Add((long)packed.Varint());
            }
        }

        if (numbers.Count > most)
        {
            throw new FormatException($"more than {most} numbers at byte {Start}");
        }
    }

    private readonly long Content() => Length >= 0 ? Start : throw new FormatException($"a number for field {Field}, which has a length");

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                return value;
            }
        }

        throw new FormatException($"a number of more than 10 bytes at byte {_position}");
    }

    private ulong Fixed(int size)
    {
        var value = 0UL;
        for (var i = 0; i < size; i++)
        {
            value |= (ulong)Byte() << (8 * i);
        }

        return value;
    }

    private byte Byte() => _position < end ? bytes[_position++] : throw new FormatException($"the end of a message at byte {_position}, within a field");
}
