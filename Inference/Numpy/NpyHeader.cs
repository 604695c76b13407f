using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace OnnxForge.Inference;

/// <summary>The head of an .npy file: magic, version, and a Python dictionary of descr, fortran_order and shape.
/// Source: NumPy's description of the format, versions 1.0 to 3.0.</summary>
internal sealed record NpyHeader(string Descr, bool FortranOrder, long[] Dims)
{
    /// <summary>Far beyond any true header; NumPy itself reads 10,000 bytes unless told otherwise.</summary>
    private const int MaximumLength = 1 << 20;

    /// <summary>NumPy leaves room for the growing dimension to reach this many digits.</summary>
    private const int GrowthDigits = 21;

    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(string where, Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        var got = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (got < prefix.Length || !prefix[..6].SequenceEqual(Magic))
        {
            var start = got == 0 ? "no bytes" : "a start of " + Convert.ToHexString(prefix[..got]);
            throw new NpyFormatException(where, "a NumPy file, which starts with 934E554D5059", start, "Save the array with numpy.save");
        }

        if (prefix[6] is < 1 or > 3 || prefix[7] != 0)
        {
            throw new NpyFormatException(where, "format version 1.0, 2.0 or 3.0", $"{prefix[6]}.{prefix[7]}", "Save the array again with a current NumPy");
        }

        var size = prefix[6] == 1 ? 2 : 4;
        Span<byte> length = stackalloc byte[4];
        length.Clear();
        if (stream.ReadAtLeast(length[..size], size, throwOnEndOfStream: false) < size)
        {
            throw Truncated(where, $"a header length of {size} bytes", "the end of the data");
        }

        var headerLength = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (headerLength > MaximumLength)
        {
            throw new NpyFormatException(where, $"a header of at most {MaximumLength} bytes", $"{headerLength}", "The file is damaged: save the array again");
        }

        var bytes = new byte[headerLength];
        var present = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (present < bytes.Length)
        {
            throw Truncated(where, $"a header of {headerLength} bytes", $"{present}");
        }

        return NpyHeaderParser.Parse(where, (prefix[6] == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes));
    }

    /// <summary>The code points that each text has room for; 0 where the elements are no texts.</summary>
    public int TextWidth => Descr.StartsWith("<U", StringComparison.Ordinal) ? int.Parse(Descr.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>Writes the head as NumPy does, byte for byte: version 1.0, or 2.0 where the header needs it.</summary>
    public void Write(Stream stream) => stream.Write(ToBytes());

    /// <summary>The head as NumPy writes it; as long for any first dimension.</summary>
    public byte[] ToBytes()
    {
        var shape = Dims.Length == 1 ? $"({Dims[0]},)" : $"({string.Join(", ", Dims)})";
        var text = $"{{'descr': '{Descr}', 'fortran_order': {(FortranOrder ? "True" : "False")}, 'shape': {shape}, }}";
        text += new string(' ', Dims.Length == 0 ? 0 : GrowthDigits - $"{Dims[0]}".Length);
        var version = Padded(text.Length, 2) <= ushort.MaxValue ? 1 : 2;
        var size = version == 1 ? 2 : 4;
        var length = Padded(text.Length, size);
        var bytes = new byte[8 + size + length];
        Magic.CopyTo(bytes);
        bytes[6] = (byte)version;
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)length);
        }

        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n", bytes.AsSpan(8 + size));
        return bytes;
    }

    /// <summary>Text, padding of at least one space and the line end, so that the data starts at a multiple of the alignment.</summary>
    private static int Padded(int textLength, int lengthSize)
    {
        var length = textLength + 1;
        return length + Alignment - ((8 + lengthSize + length) % Alignment);
    }

    private static NpyFormatException Truncated(string where, string expected, string received) =>
        new(where, expected, received, "The file is cut off: copy or save it again");
}
