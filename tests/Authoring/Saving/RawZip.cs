using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace OnnxForge.Tests.Authoring;

/// <summary>A file in a zip that may lie about it.</summary>
/// <param name="Name">The name's bytes.</param>
/// <param name="Data">What stands in the zip.</param>
internal sealed record RawEntry(byte[] Name, byte[] Data)
{
    public RawEntry(string name, byte[] data) : this(Encoding.UTF8.GetBytes(name), data) { }

    public ushort Method { get; init; }

    public ushort Flags { get; init; }

    /// <summary>What the headers say the bytes' CRC is; null means the truth, and so below.</summary>
    public uint? Crc32 { get; init; }

    public uint? Size { get; init; }

    public uint? PackedSize { get; init; }

    /// <summary>The length that only the file's own header claims.</summary>
    public uint? LocalSize { get; init; }

    /// <summary>Where the directory says that the file begins.</summary>
    public uint? Header { get; init; }

    public uint Attributes { get; init; } = 0x81A40000;

    public byte[] LocalExtra { get; init; } = [];

    public byte[] DirectoryExtra { get; init; } = [];

    /// <summary>What stands before the file's header and belongs to nobody.</summary>
    public byte[] Gap { get; init; } = [];
}

/// <summary>Zips byte by byte, right or wrong.</summary>
internal static class RawZip
{
    public static byte[] Write(IEnumerable<RawEntry> entries, byte[]? before = null, byte[]? afterDirectory = null, byte[]? comment = null, ushort? count = null)
    {
        using var zip = new MemoryStream();
        zip.Write(before ?? []);
        using var directory = new MemoryStream();
        ushort written = 0;
        foreach (var entry in entries)
        {
            zip.Write(entry.Gap);
            var header = (uint)zip.Position;
            zip.Write([0x50, 0x4b, 3, 4]);
            Shared(zip, entry, entry.LocalSize, (ushort)entry.LocalExtra.Length);
            zip.Write(entry.Name);
            zip.Write(entry.LocalExtra);
            zip.Write(entry.Data);
            directory.Write([0x50, 0x4b, 1, 2, 20, 3]);
            Shared(directory, entry, null, (ushort)entry.DirectoryExtra.Length);
            Put(directory, (ushort)0, (ushort)0, (ushort)0);
            Put(directory, entry.Attributes);
            Put(directory, entry.Header ?? header);
            directory.Write(entry.Name);
            directory.Write(entry.DirectoryExtra);
            written++;
        }
        var begin = (uint)zip.Position;
        zip.Write(directory.ToArray());
        zip.Write(afterDirectory ?? []);
        zip.Write([0x50, 0x4b, 5, 6, 0, 0, 0, 0]);
        Put(zip, count ?? written, count ?? written);
        Put(zip, (uint)directory.Length);
        Put(zip, begin);
        Put(zip, (ushort)(comment ?? []).Length);
        zip.Write(comment ?? []);
        return zip.ToArray();
    }

    /// <summary>An extra field.</summary>
    public static byte[] Extra(ushort kind, params byte[] value) => [(byte)kind, (byte)(kind >> 8), (byte)value.Length, (byte)(value.Length >> 8), .. value];

    public static byte[] Bytes(params ulong[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static void Shared(MemoryStream stream, RawEntry entry, uint? size, ushort extra)
    {
        var length = (uint)entry.Data.Length;
        Put(stream, (ushort)20, entry.Flags, entry.Method, (ushort)0, (ushort)33);
        Put(stream, entry.Crc32 ?? Crc32.HashToUInt32(entry.Data));
        Put(stream, size ?? entry.PackedSize ?? length);
        Put(stream, size ?? entry.Size ?? length);
        Put(stream, (ushort)entry.Name.Length, extra);
    }

    private static void Put(MemoryStream stream, params ReadOnlySpan<ushort> values)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
            stream.Write(bytes);
        }
    }

    private static void Put(MemoryStream stream, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
