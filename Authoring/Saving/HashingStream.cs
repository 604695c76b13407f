using System.IO.Hashing;

namespace OnnxForge.Authoring;

/// <summary>Passes bytes through and keeps their number, CRC-32, XXH128 and, where asked, SHA-256; does not own the stream beneath. Much at once is hashed on other threads while it is read
/// or written: SHA-256, which takes longer than both others, or else these.</summary>
/// <param name="inner">Where the bytes come from or go to.</param>
/// <param name="shaPiece">The bytes that are hashed with SHA-256 at a time, as <see cref="PieceHash"/> does; null keeps no SHA-256.</param>
/// <param name="passed">Is told the number of bytes that passed since it was told before; default nobody.</param>
internal sealed class HashingStream(Stream inner, long? shaPiece, Action<long>? passed = null) : Stream
{
    // The bytes that are read or written at a time, and how many there must be for another thread to hash them.
    private const int Piece = 1 << 20, Worthwhile = 1 << 15;

    private readonly PieceHash? sha256 = shaPiece is { } bytes ? new PieceHash(bytes) : null;
    private readonly XxHash128 xxHash128 = new();
    private readonly Crc32 crc32 = new();
    private Task later = Task.CompletedTask;
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
    public string Sha256 => Convert.ToHexStringLower(sha256!.Hash());

    /// <summary>The XXH128 of what has passed, in lower-case hexadecimal digits.</summary>
    public string XxHash128 => Convert.ToHexStringLower(xxHash128.GetCurrentHash());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            WriteHeld(buffer);
        }
        finally
        {
            Wait();
        }
    }

    /// <summary>Writes bytes that stay where they are until the stream is disposed or writes others, so that it need not wait for their hash.</summary>
    public unsafe void WriteHeld(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            for (var start = 0; start < buffer.Length; start += Piece)
            {
                var piece = buffer[start..Math.Min(start + Piece, buffer.Length)];
                Hash((nint)(bytes + start), piece, wait: buffer.Length < Worthwhile);
                inner.Write(piece);
                Pass(piece.Length);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads until the buffer is full or the stream ends.</summary>
    public override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            try
            {
                var filled = 0;
                while (filled < buffer.Length)
                {
                    var most = Math.Min(Piece, buffer.Length - filled);
                    var read = inner.ReadAtLeast(buffer.Slice(filled, most), most, throwOnEndOfStream: false);
                    if (read == 0) break;
                    Hash((nint)(bytes + filled), buffer.Slice(filled, read), wait: buffer.Length < Worthwhile);
                    Pass(read);
                    filled += read;
                }
                return filled;
            }
            finally
            {
                Wait();
            }
        }
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Wait();
            sha256?.Dispose();
        }
        base.Dispose(disposing);
    }

    // The bytes stay where they are until Wait.
    private unsafe void Hash(nint bytes, ReadOnlySpan<byte> piece, bool wait)
    {
        if (wait)
        {
            sha256?.Append(piece);
            HashQuickly(piece);
            return;
        }
        var count = piece.Length;
        if (sha256 is null)
        {
            later = later.ContinueWith(_ => HashQuickly(new ReadOnlySpan<byte>((void*)bytes, count)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return;
        }
        sha256.AppendLater(bytes, count);
        HashQuickly(piece);
    }

    private void HashQuickly(ReadOnlySpan<byte> piece)
    {
        crc32.Append(piece);
        xxHash128.Append(piece);
    }

    private void Wait()
    {
        sha256?.Wait();
        later.GetAwaiter().GetResult();
    }

    private void Pass(int count)
    {
        length += count;
        passed?.Invoke(count);
    }
}
