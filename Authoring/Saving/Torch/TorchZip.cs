using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace OnnxForge.Authoring;

/// <summary>An entry of a zip.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Its bytes in the file.</param>
/// <param name="Checksum">Their CRC-32.</param>
/// <param name="Offset">Where its local header begins.</param>
/// <param name="Stored">Whether they are neither compressed nor encrypted.</param>
internal sealed record TorchZipEntry(string Name, long Length, uint Checksum, long Offset, bool Stored);

/// <summary>A zip whose entries are stored, as PyTorch writes it; every size is checked against the file before memory is taken.</summary>
internal sealed class TorchZip
{
    private const int EndLength = 22, LocatorLength = 20, End64Length = 56, CentralLength = 46, LocalLength = 30;
    private const uint EndSignature = 0x06054b50, LocatorSignature = 0x07064b50, End64Signature = 0x06064b50, CentralSignature = 0x02014b50, LocalSignature = 0x04034b50;
    private const long MostEntries = 100_000, LongestDirectory = 1 << 24;

    private readonly Stream stream;
    private readonly string where;
    private readonly long directory;
    private readonly Dictionary<string, TorchZipEntry> entries = new(StringComparer.Ordinal);

    /// <summary>Reads the directory of a file that can be sought in.</summary>
    /// <exception cref="BundleException">It is not a zip of stored entries.</exception>
    public TorchZip(Stream stream, string where)
    {
        (this.stream, this.where) = (stream, where);
        var (count, length, offset, end) = FindDirectory();
        if (count > MostEntries || length > LongestDirectory || length < count * CentralLength || offset != end - length)
            throw Bad($"a directory of at most {MostEntries} entries before the end of the zip", $"{count} entries in {length} bytes at {offset}");
        directory = offset;
        ReadDirectory(ReadAt(offset, (int)length), count);
        CheckApart();
    }

    public IReadOnlyDictionary<string, TorchZipEntry> Entries => entries;

    /// <summary>The bytes of an entry, their checksum checked.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="longest">The most bytes it may have.</param>
    /// <exception cref="BundleException">It is longer, or not what was written.</exception>
    public byte[] ReadBytes(TorchZipEntry entry, int longest)
    {
        if (entry.Length > longest) throw new BundleException($"{where}, {entry.Name}", $"at most {longest} bytes", $"{entry.Length}", Damaged.Remedy);
        var bytes = new byte[entry.Length];
        Read(entry, read => read(bytes));
        return bytes;
    }

    /// <summary>Reads an entry piece by piece.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="fill">Fills all of the entry's bytes, in order, with the function that it is given.</param>
    /// <param name="passed">Is told how many bytes were read since it was told before; default nobody.</param>
    /// <exception cref="BundleException">The entry is not what was written.</exception>
    public void Read(TorchZipEntry entry, Action<SpanReader> fill, Action<long>? passed = null)
    {
        stream.Position = DataOf(entry);
        var sum = new Crc32();
        fill(bytes =>
        {
            for (; bytes.Length > 0; bytes = bytes[Math.Min(bytes.Length, ProgressStream.Piece)..])
            {
                var piece = bytes[..Math.Min(bytes.Length, ProgressStream.Piece)];
                stream.ReadExactly(piece);
                sum.Append(piece);
                passed?.Invoke(piece.Length);
            }
        });
        var received = sum.GetCurrentHashAsUInt32();
        if (received != entry.Checksum) throw Damaged.File($"{where}, {entry.Name}", $"bytes of CRC-32 {entry.Checksum:x8}", $"{received:x8}");
    }

    private long DataOf(TorchZipEntry entry)
    {
        if (!entry.Stored) throw Bad($"the entry {Damaged.Cut(entry.Name)} stored as it is", "a compressed or encrypted one");
        var header = ReadAt(entry.Offset, LocalLength);
        var (name, extra) = (BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)), BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28)));
        var data = entry.Offset + LocalLength + name + extra;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature || data + entry.Length > directory
            || !Encoding.UTF8.GetBytes(entry.Name).AsSpan().SequenceEqual(ReadAt(entry.Offset + LocalLength, name)))
            throw Bad($"the entry {Damaged.Cut(entry.Name)} where the directory says", $"other bytes at {entry.Offset}");
        return data;
    }

    private (long Count, long Length, long Offset, long End) FindDirectory()
    {
        var position = stream.Length - EndLength;
        var end = position < 0 ? [] : ReadAt(position, EndLength);
        if (end.Length == 0 || BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature) throw Bad("a zip that ends with its directory", "other bytes there");
        long count = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10)), length = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12)),
            offset = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16));
        var locator = position < LocatorLength ? [] : ReadAt(position - LocatorLength, LocatorLength);
        // PyTorch writes the long form beside the short one always.
        if (locator.Length == 0 || BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature) return (count, length, offset, position);
        var place = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        if (place < 0 || place + End64Length != position - LocatorLength) throw Bad("the long end of the directory before its locator", $"position {place}");
        var longEnd = ReadAt(place, End64Length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(longEnd) != End64Signature) throw Bad("the long end of the directory before its locator", "other bytes");
        var (longCount, longLength, longOffset) = (BinaryPrimitives.ReadInt64LittleEndian(longEnd.AsSpan(32)), BinaryPrimitives.ReadInt64LittleEndian(longEnd.AsSpan(40)),
            BinaryPrimitives.ReadInt64LittleEndian(longEnd.AsSpan(48)));
        // Two readers must not see two archives in one file.
        if ((count != ushort.MaxValue && count != longCount) || (length != uint.MaxValue && length != longLength) || (offset != uint.MaxValue && offset != longOffset)
            || longCount < 0 || longLength < 0 || longOffset < 0)
            throw Bad("one directory", "two ends that disagree");
        return (longCount, longLength, longOffset, place);
    }

    private void ReadDirectory(ReadOnlySpan<byte> bytes, long count)
    {
        for (; count > 0; count--)
        {
            if (bytes.Length < CentralLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != CentralSignature) throw Bad("an entry of the directory", "other bytes");
            int name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]), extra = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]),
                comment = BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
            var size = CentralLength + name + extra + comment;
            if (bytes.Length < size) throw Bad("a directory of whole entries", "one that ends in an entry");
            var entry = ReadEntry(bytes[..CentralLength], Encoding.UTF8.GetString(bytes.Slice(CentralLength, name)), bytes.Slice(CentralLength + name, extra));
            if (!entries.TryAdd(entry.Name, entry)) throw Bad("entries of different names", $"two named {Damaged.Cut(entry.Name)}");
            bytes = bytes[size..];
        }
        if (bytes.Length > 0) throw Bad("a directory of as many entries as it says", "more");
    }

    private TorchZipEntry ReadEntry(ReadOnlySpan<byte> header, string name, ReadOnlySpan<byte> extra)
    {
        var (flags, method) = (BinaryPrimitives.ReadUInt16LittleEndian(header[8..]), BinaryPrimitives.ReadUInt16LittleEndian(header[10..]));
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]), length = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
            offset = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        var long64 = FindLong(extra);
        Lengthen(ref length, ref long64);
        Lengthen(ref packed, ref long64);
        Lengthen(ref offset, ref long64);
        if (packed < 0 || offset < 0 || packed > directory || offset > directory - LocalLength) throw Bad($"the entry {Damaged.Cut(name)} before the directory", $"{packed} bytes at {offset}");
        return new TorchZipEntry(name, packed, BinaryPrimitives.ReadUInt32LittleEndian(header[16..]), offset, method == 0 && (flags & 1) == 0 && packed == length);
    }

    // The sizes that do not fit their fields, in the extra field of kind 1, in order.
    private static ReadOnlySpan<byte> FindLong(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int kind = BinaryPrimitives.ReadUInt16LittleEndian(extra), size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4) break;
            if (kind == 1) return extra.Slice(4, size);
            extra = extra[(4 + size)..];
        }
        return [];
    }

    private void Lengthen(ref long value, ref ReadOnlySpan<byte> long64)
    {
        if (value != uint.MaxValue) return;
        if (long64.Length < 8) throw Bad("sizes that the directory tells", "one that it leaves out");
        value = BinaryPrimitives.ReadInt64LittleEndian(long64);
        long64 = long64[8..];
    }

    private void CheckApart()
    {
        long end = 0;
        foreach (var entry in entries.Values.OrderBy(entry => entry.Offset))
        {
            if (entry.Offset < end) throw Bad("entries that do not overlap", $"{Damaged.Cut(entry.Name)} at {entry.Offset}, where another ends at {end}");
            end = entry.Offset + LocalLength + entry.Length;
        }
    }

    private byte[] ReadAt(long position, int length)
    {
        if (position < 0 || position > stream.Length - length) throw Bad($"{length} bytes at {position}", $"a file of {stream.Length}");
        stream.Position = position;
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private BundleException Bad(string expected, string received) => Damaged.File(where, expected, received);
}

/// <summary>Fills a piece of memory with the next bytes.</summary>
internal delegate void SpanReader(Span<byte> piece);
