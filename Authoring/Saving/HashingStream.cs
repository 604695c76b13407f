using System.IO.Hashing;
using System.Security.Cryptography;

namespace OnnxForge.Authoring;

/// <summary>Passes bytes through and keeps their number, CRC-32, XXH128 and, where asked, SHA-256; does not own the stream beneath. Much at once is hashed on another thread while it is read
/// or written: SHA-256, which takes longer than either, or else the quick ones.</summary>
/// <param name="inner">Where the bytes come from or go to.</param>
/// <param name="strong">Whether SHA-256 is kept.</param>
/// <param name="passed">Is told the number of bytes that passed since it was told before; default nobody.</param>
internal sealed class HashingStream(Stream inner, bool strong, Action<long>? passed = null) : Stream
{
    private const int Piece = 1 << 20;

    private readonly IncrementalHash? sha256 = strong ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly XxHash128 xxHash128 = new();
    private readonly Crc32 crc32 = new();
    private long length;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => length;

    public override long Position { get => length; set => throw new NotSupportedException(); }

    /// <summary>The CRC-32 of what has passed, as zip files have it.</summary>
    public uint Crc32 => crc32.GetCurrentHashAsUInt32();

    /// <summary>Whether SHA-256 is kept.</summary>
    public bool Strong => sha256 is not null;

    /// <summary>The SHA-256 of what has passed, in lower-case hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(sha256!.GetCurrentHash());

    /// <summary>The XXH128 of what has passed, in lower-case hexadecimal digits.</summary>
    public string XxHash128 => Convert.ToHexStringLower(xxHash128.GetCurrentHash());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var hashed = Task.CompletedTask;
            try
            {
                for (var start = 0; start < buffer.Length; start += Piece)
                {
                    var piece = buffer[start..Math.Min(start + Piece, buffer.Length)];
                    if (buffer.Length > Piece) hashed = HashLater(hashed, (nint)(bytes + start), piece.Length);
                    else HashSlowly(piece);
                    inner.Write(piece);
                    Pass(piece);
                }
            }
            finally
            {
                hashed.GetAwaiter().GetResult();
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads until the buffer is full or the stream ends.</summary>
    public override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var hashed = Task.CompletedTask;
            try
            {
                var filled = 0;
                while (filled < buffer.Length)
                {
                    var read = inner.ReadAtLeast(buffer.Slice(filled, Math.Min(Piece, buffer.Length - filled)), Math.Min(Piece, buffer.Length - filled), throwOnEndOfStream: false);
                    if (read == 0) break;
                    var piece = buffer.Slice(filled, read);
                    if (buffer.Length > Piece) hashed = HashLater(hashed, (nint)(bytes + filled), read);
                    else HashSlowly(piece);
                    Pass(piece);
                    filled += read;
                }
                return filled;
            }
            finally
            {
                hashed.GetAwaiter().GetResult();
            }
        }
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) sha256?.Dispose();
        base.Dispose(disposing);
    }

    // The bytes stay where they are until the call that was given them waits for the last of these.
    private unsafe Task HashLater(Task before, nint bytes, int count) =>
        before.ContinueWith(_ => HashSlowly(new ReadOnlySpan<byte>((void*)bytes, count)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    // What another thread does where there is much.
    private void HashSlowly(ReadOnlySpan<byte> piece)
    {
        if (sha256 is null) HashQuickly(piece);
        else sha256.AppendData(piece);
    }

    private void HashQuickly(ReadOnlySpan<byte> piece)
    {
        crc32.Append(piece);
        xxHash128.Append(piece);
    }

    private void Pass(ReadOnlySpan<byte> piece)
    {
        if (sha256 is not null) HashQuickly(piece);
        length += piece.Length;
        passed?.Invoke(piece.Length);
    }
}
