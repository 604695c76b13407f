using System.IO.Hashing;
using System.Security.Cryptography;

namespace OnnxForge.Authoring;

/// <summary>Hashes of bytes that come one after the other, in pieces that are hashed on several threads at a time: of bytes of one piece its hash, of more that of the pieces' hashes, one after the
/// other. The CRC-32 is that of all bytes, whatever the pieces.</summary>
/// <param name="pieceBytes">The bytes of a piece; only the last one has fewer.</param>
/// <param name="strong">Whether SHA-256 is taken.</param>
/// <param name="quick">Whether XXH128 and CRC-32 are taken.</param>
internal sealed class PieceHash(long pieceBytes, bool strong, bool quick) : IDisposable
{
    private readonly List<Piece> pieces = [];

    /// <summary>The SHA-256 of all bytes so far.</summary>
    public byte[] Sha256() => Joined(piece => piece.Sha256!.GetCurrentHash(), SHA256.HashData);

    /// <summary>The XXH128 of all bytes so far.</summary>
    public byte[] XxHash128() => Joined(piece => piece.XxHash128!.GetCurrentHash(), hashes => System.IO.Hashing.XxHash128.Hash(hashes));

    /// <summary>The CRC-32 of all bytes so far, as zip files have it.</summary>
    public uint Crc32()
    {
        Wait();
        return pieces.Aggregate(0u, (all, piece) => CombinedCrc32.Of(all, piece.Crc32!.GetCurrentHashAsUInt32(), piece.Length));
    }

    /// <summary>Hashes bytes that stay where they are until <see cref="Wait"/>, on other threads.</summary>
    public unsafe void AppendLater(nint bytes, int count)
    {
        while (count > 0)
        {
            var piece = Current();
            var (start, taken) = (bytes, (int)Math.Min(count, pieceBytes - piece.Length));
            piece.Length += taken;
            piece.Begun = piece.Begun.IsCompletedSuccessfully
                ? Task.Run(() => piece.Append(new ReadOnlySpan<byte>((void*)start, taken)))
                : piece.Begun.ContinueWith(_ => piece.Append(new ReadOnlySpan<byte>((void*)start, taken)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            (bytes, count) = (bytes + taken, count - taken);
        }
    }

    /// <summary>Hashes bytes now.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var piece = Current();
            var taken = (int)Math.Min(bytes.Length, pieceBytes - piece.Length);
            piece.Begun.GetAwaiter().GetResult();
            piece.Length += taken;
            piece.Append(bytes[..taken]);
            bytes = bytes[taken..];
        }
    }

    /// <summary>Waits until all is hashed, and takes part in it.</summary>
    public void Wait() => Task.WaitAll(pieces.Select(piece => piece.Begun));

    public void Dispose()
    {
        Wait();
        foreach (var piece in pieces) piece.Sha256?.Dispose();
    }

    private byte[] Joined(Func<Piece, byte[]> hash, Func<byte[], byte[]> join)
    {
        Wait();
        var hashes = (pieces.Count == 0 ? [NewPiece()] : pieces).Select(hash).ToList();
        return hashes is [var only] ? only : join([.. hashes.SelectMany(one => one)]);
    }

    private Piece Current()
    {
        if (pieces.Count == 0 || pieces[^1].Length == pieceBytes) pieces.Add(NewPiece());
        return pieces[^1];
    }

    private Piece NewPiece() => new()
    {
        Sha256 = strong ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null,
        XxHash128 = quick ? new XxHash128() : null,
        Crc32 = quick ? new Crc32() : null,
    };

    private sealed class Piece
    {
        // What one hash has read is in the processor's cache for the next.
        private const int BlockBytes = 1 << 17;

        public IncrementalHash? Sha256 { get; init; }

        public XxHash128? XxHash128 { get; init; }

        public Crc32? Crc32 { get; init; }

        /// <summary>The bytes that were given, hashed or not.</summary>
        public long Length { get; set; }

        public Task Begun { get; set; } = Task.CompletedTask;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            for (var start = 0; start < bytes.Length; start += BlockBytes)
            {
                var block = bytes.Slice(start, Math.Min(BlockBytes, bytes.Length - start));
                Sha256?.AppendData(block);
                XxHash128?.Append(block);
                Crc32?.Append(block);
            }
        }
    }
}
