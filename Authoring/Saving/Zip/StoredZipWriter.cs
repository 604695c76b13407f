using System.Buffers.Binary;
using System.Text;

namespace OnnxForge.Authoring;

/// <summary>Writes a zip of stored files, each beginning at a multiple of <see cref="StoredFile.Alignment"/>, one right after the other. The same files give the same bytes.</summary>
/// <param name="stream">A stream that seeks, standing where the zip begins, at its end.</param>
/// <param name="zip64From">From which size or place on the records of zip64 are used; any other than the default is for tests.</param>
internal sealed class StoredZipWriter(Stream stream, long zip64From = ZipRecords.Elsewhere)
{
    // Room for the sizes of zip64, should they be needed, and the head of the alignment.
    private const int Zip64Room = 20, AlignmentHead = 6;

    private readonly long start = stream.Position;
    private readonly List<(StoredFile File, long Header)> files = [];

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its name, in ASCII.</param>
    /// <param name="write">Writes its bytes.</param>
    /// <param name="passed">Is told how many bytes were written since it was told before; default nobody.</param>
    /// <param name="format">The version of the bundle's format, which says how hashes are taken; default the newest.</param>
    /// <returns>Its length and hashes.</returns>
    public BundleEntry Add(string name, Action<Stream> write, Action<long>? passed = null, int format = BundleFormat.Version)
    {
        var header = stream.Position - start;
        var named = header + ZipRecords.LocalLength + name.Length;
        var data = (named + Zip64Room + AlignmentHead + StoredFile.Alignment - 1) / StoredFile.Alignment * StoredFile.Alignment;
        stream.Write(new byte[data - header]);
        using var hashing = new HashingStream(stream, BundleFormat.Pieces(format), strong: true, passed);
        write(hashing);
        var end = stream.Position;
        var file = new StoredFile(name, data, hashing.Length, hashing.Crc32);
        stream.Position = start + header;
        stream.Write(LocalHeader(file, (int)(data - named)));
        stream.Position = end;
        files.Add((file, header));
        return new BundleEntry(name, hashing.Length, hashing.Sha256, hashing.XxHash128);
    }

    /// <summary>Writes the directory, with which the zip ends.</summary>
    public void Finish()
    {
        var begin = stream.Position - start;
        foreach (var (file, header) in files) stream.Write(DirectoryHeader(file, header));
        var end = stream.Position - start;
        if (begin >= zip64From) stream.Write(Zip64End(begin, end));
        var record = new byte[ZipRecords.EndLength];
        Put(record, 0, ZipRecords.EndSignature);
        Put(record, 8, (ushort)files.Count);
        Put(record, 10, (ushort)files.Count);
        Put(record, 12, (uint)(end - begin));
        Put(record, 16, begin >= zip64From ? ZipRecords.Elsewhere : (uint)begin);
        stream.Write(record);
    }

    private byte[] LocalHeader(StoredFile file, int extra)
    {
        var record = new byte[ZipRecords.LocalLength + file.Name.Length + extra];
        Put(record, 0, ZipRecords.LocalSignature);
        Shared(record.AsSpan(4), file);
        Put(record, 28, (ushort)extra);
        var at = ZipRecords.LocalLength + Encoding.ASCII.GetBytes(file.Name, record.AsSpan(ZipRecords.LocalLength));
        if (file.Length >= zip64From)
        {
            Put(record, at, ZipRecords.Zip64Extra);
            Put(record, at + 2, (ushort)16);
            Put(record, at + 4, (ulong)file.Length);
            Put(record, at + 12, (ulong)file.Length);
            at += Zip64Room;
        }
        Put(record, at, ZipRecords.AlignmentExtra);
        Put(record, at + 2, (ushort)(record.Length - at - 4));
        Put(record, at + 4, (ushort)StoredFile.Alignment);
        return record;
    }

    private byte[] DirectoryHeader(StoredFile file, long header)
    {
        var (large, far) = (file.Length >= zip64From, header >= zip64From);
        var extra = large || far ? 4 + (large ? 16 : 0) + (far ? 8 : 0) : 0;
        var record = new byte[ZipRecords.DirectoryLength + file.Name.Length + extra];
        Put(record, 0, ZipRecords.DirectorySignature);
        record[4] = (byte)ZipRecords.Zip64Version;
        record[5] = ZipRecords.Unix;
        Shared(record.AsSpan(6), file);
        Put(record, 30, (ushort)extra);
        Put(record, 38, ZipRecords.RegularFile);
        Put(record, 42, far ? ZipRecords.Elsewhere : (uint)header);
        var at = ZipRecords.DirectoryLength + Encoding.ASCII.GetBytes(file.Name, record.AsSpan(ZipRecords.DirectoryLength));
        if (extra == 0) return record;
        Put(record, at, ZipRecords.Zip64Extra);
        Put(record, at + 2, (ushort)(extra - 4));
        at += 4;
        if (large)
        {
            Put(record, at, (ulong)file.Length);
            Put(record, at + 8, (ulong)file.Length);
            at += 16;
        }
        if (far) Put(record, at, (ulong)header);
        return record;
    }

    // The fields that stand in both headers of a file, in the same order.
    private void Shared(Span<byte> record, StoredFile file)
    {
        var large = file.Length >= zip64From;
        Put(record, 0, large ? ZipRecords.Zip64Version : ZipRecords.Version);
        Put(record, 8, ZipRecords.Date);
        Put(record, 10, file.Crc32);
        Put(record, 14, large ? ZipRecords.Elsewhere : (uint)file.Length);
        Put(record, 18, large ? ZipRecords.Elsewhere : (uint)file.Length);
        Put(record, 22, (ushort)file.Name.Length);
    }

    private byte[] Zip64End(long begin, long end)
    {
        var record = new byte[ZipRecords.Zip64EndLength + ZipRecords.Zip64LocatorLength];
        Put(record, 0, ZipRecords.Zip64EndSignature);
        Put(record, 4, (ulong)ZipRecords.Zip64EndLength - 12);
        record[12] = (byte)ZipRecords.Zip64Version;
        record[13] = ZipRecords.Unix;
        Put(record, 14, ZipRecords.Zip64Version);
        Put(record, 24, (ulong)files.Count);
        Put(record, 32, (ulong)files.Count);
        Put(record, 40, (ulong)(end - begin));
        Put(record, 48, (ulong)begin);
        var locator = record.AsSpan(ZipRecords.Zip64EndLength);
        Put(locator, 0, ZipRecords.Zip64LocatorSignature);
        Put(locator, 8, (ulong)end);
        Put(locator, 16, 1u);
        return record;
    }

    private static void Put(Span<byte> record, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(record[at..], value);

    private static void Put(Span<byte> record, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(record[at..], value);

    private static void Put(Span<byte> record, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(record[at..], value);
}
