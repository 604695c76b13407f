using System.Buffers.Binary;
using System.Text;

namespace OnnxForge.Tests.Authoring.Native;

/// <summary>The smallest ELF image with symbol-version needs: header, needs, strings, three section headers.</summary>
internal static class ElfImage
{
    public const int NeedsAt = 64;
    public const int SectionHeaderSize = 64;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint Strings = 3;

    /// <summary>An image that needs <paramref name="versions"/> of each of <paramref name="libraries"/>.</summary>
    public static byte[] Create(IReadOnlyList<string> libraries, IReadOnlyList<string> versions)
    {
        var strings = new List<byte> { 0 };
        int perLibrary = 16 + 16 * versions.Count;
        var needs = new byte[perLibrary * libraries.Count];
        for (int i = 0; i < libraries.Count; i++)
            WriteNeed(needs.AsSpan(i * perLibrary, perLibrary), Add(strings, libraries[i]), [.. versions.Select(v => Add(strings, v))], last: i == libraries.Count - 1);
        int stringsAt = NeedsAt + needs.Length, sectionsAt = stringsAt + strings.Count;
        var image = new byte[sectionsAt + 3 * SectionHeaderSize];
        WriteHeader(image, sectionsAt, sections: 3);
        needs.CopyTo(image, NeedsAt);
        strings.CopyTo(image, stringsAt);
        WriteSection(image.AsSpan(sectionsAt + SectionHeaderSize), VersionNeeds, NeedsAt, link: 2);
        WriteSection(image.AsSpan(sectionsAt + 2 * SectionHeaderSize), Strings, stringsAt, link: 0);
        return image;
    }

    /// <summary>Where the need numbered <paramref name="index"/> of the first library keeps its flags.</summary>
    public static int FlagsOf(int index) => NeedsAt + 16 + 16 * index + 4;

    private static int Add(List<byte> strings, string text)
    {
        int at = strings.Count;
        strings.AddRange(Encoding.ASCII.GetBytes(text + '\0'));
        return at;
    }

    private static void WriteHeader(Span<byte> image, int sectionsAt, ushort sections)
    {
        "\u007fELF\u0002\u0001"u8.CopyTo(image);
        BinaryPrimitives.WriteInt64LittleEndian(image[0x28..], sectionsAt);
        BinaryPrimitives.WriteUInt16LittleEndian(image[0x3A..], SectionHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(image[0x3C..], sections);
    }

    private static void WriteSection(Span<byte> header, uint type, long offset, uint link)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
        BinaryPrimitives.WriteInt64LittleEndian(header[0x18..], offset);
        BinaryPrimitives.WriteUInt32LittleEndian(header[0x28..], link);
    }

    private static void WriteNeed(Span<byte> need, int library, int[] versions, bool last)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(need, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(need[2..], (ushort)versions.Length);
        BinaryPrimitives.WriteInt32LittleEndian(need[4..], library);
        BinaryPrimitives.WriteInt32LittleEndian(need[8..], 16);
        BinaryPrimitives.WriteInt32LittleEndian(need[12..], last ? 0 : need.Length);
        for (int i = 0; i < versions.Length; i++)
        {
            var entry = need[(16 + 16 * i)..];
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], versions[i]);
            BinaryPrimitives.WriteInt32LittleEndian(entry[12..], i == versions.Length - 1 ? 0 : 16);
        }
    }
}
