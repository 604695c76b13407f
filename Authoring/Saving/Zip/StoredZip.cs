using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnnxForge.Authoring;

/// <summary>Reads the directory of a zip of a few stored files, trusting nothing: no record is larger than what it may be, every byte belongs to one file or record, and both headers
/// of a file say the same. Nothing that another reader could see differently is left.</summary>
internal sealed class StoredZip
{
    private const int LongestExtra = 4096;

    private readonly Stream stream;
    private readonly string where;
    private readonly long length;

    private StoredZip(Stream stream, string where) => (this.stream, this.where, length) = (stream, where, stream.Length);

    /// <summary>The files in the order of their bytes.</summary>
    /// <param name="stream">The zip, from its first byte to its last; it seeks.</param>
    /// <param name="where">The zip's name in messages.</param>
    /// <param name="names">The names that files may have, in ASCII.</param>
    /// <exception cref="BundleException">It is no such zip.</exception>
    public static IReadOnlyList<StoredFile> Read(Stream stream, string where, IReadOnlyList<string> names)
    {
        var zip = new StoredZip(stream, where);
        var (count, begin, end) = zip.ReadEnd(names.Count);
        var directory = zip.ReadDirectory(count, begin, end, names);
        directory.Sort((first, second) => first.Header.CompareTo(second.Header));
        var files = new List<StoredFile>();
        long next = 0;
        foreach (var entry in directory)
        {
            var place = $"{where}, {entry.Name}";
            if (entry.Header != next) throw Bad(place, $"a file that begins at byte {next}, where the one before ends", $"byte {entry.Header}");
            var file = new StoredFile(entry.Name, zip.ReadLocal(entry, begin, place), entry.Length, entry.Crc32);
            if (file.Length > begin - file.Offset) throw Bad(place, $"a file that ends before the directory, at byte {begin}", $"{file.Length} bytes from byte {file.Offset} on");
            next = file.Offset + file.Length;
            files.Add(file);
        }
        return next == begin ? files : throw Bad(where, $"a directory right after the files, at byte {next}", $"byte {begin}");
    }

    /// <summary>The error of a file that is not what was written.</summary>
    public static BundleException Bad(string where, string expected, string received) =>
        new(where, expected, received, "The file is damaged or no bundle; save the model again.");

    private (int Count, long Begin, long End) ReadEnd(int most)
    {
        if (length < ZipRecords.EndLength) throw Bad(where, $"a zip of {ZipRecords.EndLength} bytes or more", $"{length} bytes");
        var end = length - ZipRecords.EndLength;
        var record = Bytes(end, ZipRecords.EndLength);
        if (UInt32(record, 0) != ZipRecords.EndSignature || UInt16(record, 20) != 0)
            throw Bad(where, "the end record of a zip without comment in the last 22 bytes", Convert.ToHexStringLower(record));
        if (UInt16(record, 4) != 0 || UInt16(record, 6) != 0 || UInt16(record, 8) != UInt16(record, 10))
            throw Bad(where, "a zip on one disk", $"an end record {Convert.ToHexStringLower(record)}");
        ulong count = UInt16(record, 10), size = UInt32(record, 12), begin = UInt32(record, 16);
        if (begin == ZipRecords.Elsewhere)
        {
            end -= ZipRecords.Zip64LocatorLength + ZipRecords.Zip64EndLength;
            (count, size, begin) = ReadZip64End(end);
        }
        if (count > (ulong)most) throw Bad(where, $"at most {most} files", count == ushort.MaxValue ? $"{count} or more" : $"{count}");
        if (begin > (ulong)end || size != (ulong)end - begin) throw Bad(where, $"a directory that ends at byte {end}", $"{size} bytes from byte {begin} on");
        return ((int)count, (long)begin, end);
    }

    private (ulong Count, ulong Size, ulong Begin) ReadZip64End(long end)
    {
        const string Expected = "the end record and locator of zip64 before the last 22 bytes";
        if (end < 0) throw Bad(where, Expected, $"{length} bytes");
        var record = Bytes(end, ZipRecords.Zip64EndLength + ZipRecords.Zip64LocatorLength);
        var locator = record.AsSpan(ZipRecords.Zip64EndLength);
        if (UInt32(record, 0) != ZipRecords.Zip64EndSignature || UInt64(record, 4) != ZipRecords.Zip64EndLength - 12 || UInt32(record, 16) != 0 || UInt32(record, 20) != 0
            || UInt64(record, 24) != UInt64(record, 32) || UInt32(locator, 0) != ZipRecords.Zip64LocatorSignature || UInt32(locator, 4) != 0 || UInt64(locator, 8) != (ulong)end
            || UInt32(locator, 16) != 1)
            throw Bad(where, Expected, Convert.ToHexStringLower(record));
        return (UInt64(record, 32), UInt64(record, 40), UInt64(record, 48));
    }

    // What the directory says about a file, with the bytes of it that the file's own header must repeat.
    private sealed record Listed(string Name, long Header, long Length, uint Crc32, byte[] Shared);

    private List<Listed> ReadDirectory(int count, long begin, long end, IReadOnlyList<string> names)
    {
        var longest = count * (ZipRecords.DirectoryLength + LongestExtra);
        if (end - begin > longest) throw Bad(where, $"a directory of at most {longest} bytes", $"{end - begin}");
        var rest = Bytes(begin, (int)(end - begin)).AsSpan();
        var files = new List<Listed>();
        for (var i = 0; i < count; i++)
        {
            if (rest.Length < ZipRecords.DirectoryLength || UInt32(rest, 0) != ZipRecords.DirectorySignature) throw Bad(where, $"{count} files in the directory", $"{i}");
            int name = UInt16(rest, 28), extra = UInt16(rest, 30), comment = UInt16(rest, 32);
            if (rest.Length < ZipRecords.DirectoryLength + name + extra + comment) throw Bad(where, $"{count} files in the directory", $"{i}, and a part of one");
            var file = ReadListed(rest[..(ZipRecords.DirectoryLength + name + extra)], rest.Slice(ZipRecords.DirectoryLength, name), names);
            if (comment != 0) throw Bad($"{where}, {file.Name}", "a file without comment", $"one of {comment} bytes");
            if (files.Any(other => other.Name == file.Name)) throw Bad($"{where}, {file.Name}", "a name that no other file has", "a second file of this name");
            files.Add(file);
            rest = rest[(ZipRecords.DirectoryLength + name + extra + comment)..];
        }
        return rest.IsEmpty ? files : throw Bad(where, $"a directory of {count} files", $"{rest.Length} bytes more");
    }

    private Listed ReadListed(ReadOnlySpan<byte> record, ReadOnlySpan<byte> nameBytes, IReadOnlyList<string> names)
    {
        var name = Name(nameBytes, names);
        var place = $"{where}, {name}";
        int flags = UInt16(record, 8), method = UInt16(record, 10);
        if ((flags & ZipRecords.EncryptedFlag) != 0) throw Bad(place, "a file that is not encrypted", "an encrypted one");
        if ((flags & ~ZipRecords.Utf8Flag) != 0) throw Bad(place, "a file whose sizes stand before it (flags 0)", $"flags {flags:x4}");
        if (method != 0) throw Bad(place, "a stored file (method 0)", $"a compressed one (method {method})");
        var kind = record[5] == ZipRecords.Unix ? UInt32(record, 38) >> 28 : 0;
        if (kind is not (0 or ZipRecords.RegularFile >> 28)) throw Bad(place, "a regular file", kind == 0xA ? "a symbolic link" : $"one of kind {kind:x}");
        if (UInt16(record, 34) != 0) throw Bad(place, "a file on the first disk", $"disk {UInt16(record, 34)}");
        ulong packed = UInt32(record, 20), size = UInt32(record, 24), header = UInt32(record, 42);
        var zip64 = Zip64Of(record[(ZipRecords.DirectoryLength + name.Length)..], place);
        var needed = (size == ZipRecords.Elsewhere ? 8 : 0) + (packed == ZipRecords.Elsewhere ? 8 : 0) + (header == ZipRecords.Elsewhere ? 8 : 0);
        if (zip64.Length != needed) throw Bad(place, $"{needed} bytes of zip64", $"{zip64.Length}");
        if (size == ZipRecords.Elsewhere) size = Next(ref zip64);
        if (packed == ZipRecords.Elsewhere) packed = Next(ref zip64);
        if (header == ZipRecords.Elsewhere) header = Next(ref zip64);
        if (packed != size) throw Bad(place, "a stored file, whose two sizes are equal", $"{packed} and {size}");
        if (size > (ulong)length || header > (ulong)length) throw Bad(place, $"a file within the zip's {length} bytes", $"{size} bytes, from byte {header} on");
        return new Listed(name, (long)header, (long)size, UInt32(record, 16), record[6..30].ToArray());
    }

    /// <summary>Compares a file's own header with the directory.</summary>
    /// <returns>Where the file's bytes begin.</returns>
    private long ReadLocal(Listed file, long end, string place)
    {
        var fixedLength = ZipRecords.LocalLength + file.Name.Length;
        if (file.Header + fixedLength > end) throw Bad(place, $"a header before the directory, at byte {end}", $"one at byte {file.Header}");
        var record = Bytes(file.Header, fixedLength);
        if (UInt32(record, 0) != ZipRecords.LocalSignature || !record.AsSpan(4, 24).SequenceEqual(file.Shared)
            || !record.AsSpan(ZipRecords.LocalLength).SequenceEqual(Encoding.ASCII.GetBytes(file.Name)))
            throw Bad(place, "a header that says what the directory says", $"{Convert.ToHexStringLower(record)}");
        int extra = UInt16(record, 28);
        if (extra > LongestExtra || file.Header + fixedLength + extra > end) throw Bad(place, $"at most {LongestExtra} bytes of extra fields, before the directory", $"{extra}");
        var zip64 = Zip64Of(Bytes(file.Header + fixedLength, extra), place);
        var needed = UInt32(record, 18) == ZipRecords.Elsewhere ? 16 : 0;
        if (zip64.Length != needed) throw Bad(place, $"{needed} bytes of zip64 in its header", $"{zip64.Length}");
        if (needed > 0 && (Next(ref zip64) != (ulong)file.Length || Next(ref zip64) != (ulong)file.Length))
            throw Bad(place, "a header that says what the directory says", "other sizes of zip64");
        return file.Header + fixedLength + extra;
    }

    // Extra fields could hide anything: only zip64's and zeros that align a file are allowed.
    private static ReadOnlySpan<byte> Zip64Of(ReadOnlySpan<byte> extra, string place)
    {
        ReadOnlySpan<byte> zip64 = [];
        while (!extra.IsEmpty)
        {
            if (extra.Length < 4 || UInt16(extra, 2) > extra.Length - 4) throw Bad(place, "whole extra fields", Convert.ToHexStringLower(extra));
            var kind = UInt16(extra, 0);
            var value = extra.Slice(4, UInt16(extra, 2));
            if (kind == ZipRecords.Zip64Extra && zip64.IsEmpty && !value.IsEmpty) zip64 = value;
            else if (kind != ZipRecords.AlignmentExtra || value.Length < 2 || UInt16(value, 0) != StoredFile.Alignment || value[2..].ContainsAnyExcept((byte)0))
                throw Bad(place, "no extra fields but zip64's and zeros that align", $"field {kind:x4} of {value.Length} bytes");
            extra = extra[(4 + value.Length)..];
        }
        return zip64;
    }

    private string Name(ReadOnlySpan<byte> bytes, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (bytes.SequenceEqual(Encoding.ASCII.GetBytes(name))) return name;
        }
        throw Bad(where, $"no files but {string.Join(", ", names)}", Show(bytes));
    }

    // A name of the file's choosing must not write to a terminal what it likes.
    private static string Show(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name[..Math.Min(name.Length, 80)]);
        return $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"{(name.Length > 80 ? "..." : "")}";
    }

    private byte[] Bytes(long offset, int count)
    {
        var bytes = new byte[count];
        stream.Position = offset;
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw Bad(where, $"a file of {length} bytes", "one that ends before");
    }

    private static ulong Next(ref ReadOnlySpan<byte> zip64)
    {
        var value = UInt64(zip64, 0);
        zip64 = zip64[8..];
        return value;
    }

    private static ushort UInt16(ReadOnlySpan<byte> record, int at) => BinaryPrimitives.ReadUInt16LittleEndian(record[at..]);

    private static uint UInt32(ReadOnlySpan<byte> record, int at) => BinaryPrimitives.ReadUInt32LittleEndian(record[at..]);

    private static ulong UInt64(ReadOnlySpan<byte> record, int at) => BinaryPrimitives.ReadUInt64LittleEndian(record[at..]);
}
