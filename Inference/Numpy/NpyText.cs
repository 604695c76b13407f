using System.Text;

namespace OnnxForge.Inference;

/// <summary>Text as NumPy keeps it: items of one width, filled up with zeros.</summary>
internal static class NpyText
{
    /// <summary>The bytes of a code point in UTF-32.</summary>
    public const int UnitBytes = 4;

    private static readonly UTF8Encoding Utf8 = new(false, true);
    private static readonly UTF32Encoding LittleEndian = new(false, false, true);
    private static readonly UTF32Encoding BigEndian = new(true, false, true);

    public static string[] Decode(string where, NpyType type, ReadOnlySpan<byte> bytes, long count)
    {
        Encoding encoding = !type.Utf32 ? Utf8 : type.BigEndian ? BigEndian : LittleEndian;
        var unit = type.Utf32 ? UnitBytes : 1;
        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++)
        {
            var item = bytes.Slice(i * type.ItemSize, type.ItemSize);
            var used = (item.LastIndexOfAnyExcept((byte)0) + unit) / unit * unit;
            try
            {
                texts[i] = encoding.GetString(item[..used]);
            }
            catch (DecoderFallbackException error)
            {
                throw new NpyFormatException(where, type.Utf32 ? "text in UTF-32" : "text in UTF-8", $"other bytes in element {i}", "Save the text with dtype str", error);
            }
        }

        return texts;
    }

    /// <summary>Code points of the longest text, at least 1 as in NumPy; refuses what would not read back the same.</summary>
    public static int Width(string where, ReadOnlySpan<string> texts)
    {
        var width = 1;
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i].EndsWith('\0'))
            {
                throw new NpyFormatException(where, "text that does not end in a zero character, which NumPy cuts off", $"one in element {i}", "Remove it");
            }

            try
            {
                width = Math.Max(width, LittleEndian.GetByteCount(texts[i]) / UnitBytes);
            }
            catch (EncoderFallbackException error)
            {
                throw new NpyFormatException(where, "text of whole characters", $"half a surrogate pair in element {i}", "Correct the text", error);
            }
        }

        return width;
    }

    public static void Write(Stream stream, ReadOnlySpan<string> texts, int width)
    {
        var item = new byte[width * UnitBytes];
        foreach (var text in texts)
        {
            Array.Clear(item);
            LittleEndian.GetBytes(text, item);
            stream.Write(item);
        }
    }
}
