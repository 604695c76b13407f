using System.Buffers.Binary;
using System.Text;

namespace OnnxForge.Authoring.Native;

/// <summary>Reads and relaxes the symbol-version needs (<c>.gnu.version_r</c>) of a 64-bit little-endian ELF library.</summary>
/// <remarks>Layout: System V ABI, chapter 4, and the GNU symbol versioning section of the Linux Standard Base (<c>Elf64_Verneed</c>, <c>Elf64_Vernaux</c>).</remarks>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Marks every need for <paramref name="version"/> as weak, in place: the dynamic linker then loads the library without it.</summary>
    /// <returns>How many needs were marked; 0 when the library does not ask for that version.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a 64-bit little-endian ELF file, or an offset in it lies outside of it.</exception>
    public static int MarkWeak(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("expected a 64-bit little-endian ELF library");
        try
        {
            int marked = 0;
            long sections = I64(elf, 0x28);
            int size = U16(elf, 0x3A), count = U16(elf, 0x3C);
            _ = elf.Slice(checked((int)sections), size * count);
            for (int s = 0; s < count; s++)
            {
                long header = sections + (long)s * size;
                if (U32(elf, header + 4) != VersionNeedSection) continue;
                long linked = sections + U32(elf, header + 0x28) * (long)size;
                marked += MarkSection(elf, need: I64(elf, header + 0x18), strings: I64(elf, linked + 0x18), version);
            }
            return marked;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("the ELF library points outside of itself; the file is damaged", e);
        }
    }

    private static int MarkSection(Span<byte> elf, long need, long strings, string version)
    {
        int marked = 0;
        while (true)
        {
            int entries = U16(elf, need + 2);
            long entry = need + U32(elf, need + 8);
            for (int i = 0; i < entries; i++)
            {
                if (Text(elf, strings + U32(elf, entry + 8)) == version)
                {
                    elf[checked((int)entry + 4)] |= (byte)WeakFlag;
                    marked++;
                }
                uint further = U32(elf, entry + 12);
                if (further == 0) break;
                entry += further;
            }
            uint next = U32(elf, need + 12);
            if (next == 0) return marked;
            need += next;
        }
    }

    private static string Text(ReadOnlySpan<byte> elf, long at)
    {
        var rest = elf[checked((int)at)..];
        int end = rest.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
    }

    private static ushort U16(ReadOnlySpan<byte> elf, long at) => BinaryPrimitives.ReadUInt16LittleEndian(elf[checked((int)at)..]);
    private static uint U32(ReadOnlySpan<byte> elf, long at) => BinaryPrimitives.ReadUInt32LittleEndian(elf[checked((int)at)..]);
    private static long I64(ReadOnlySpan<byte> elf, long at) => BinaryPrimitives.ReadInt64LittleEndian(elf[checked((int)at)..]);
}
