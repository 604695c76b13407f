namespace OnnxForge.Authoring;

/// <summary>Passes bytes through and keeps their number, CRC-32, XXH128 and, where asked, SHA-256; does not own the stream beneath. Much at once is hashed on other threads while it is read
/// or written.</summary>
/// <param name="inner">Where the bytes come from or go to.</param>
/// <param name="pieces">The bytes that are hashed at a time, as <see cref="PieceHash"/> does.</param>
/// <param name="strong">Whether SHA-256 is kept.</param>
/// <param name="passed">Is told the number of bytes that passed since it was told before; default nobody.</param>
internal sealed class HashingStream(Stream inner, HashPieces pieces, bool strong, Action<long>? passed = null) : Stream
{
    // The bytes that are read or written at a time, and how many there must be for another thread to hash them.
    private const int Chunk = 1 << 20, Worthwhile = 1 << 15;

    private readonly PieceHash[] hashes = strong && pieces.Strong != pieces.Quick
        ? [new PieceHash(pieces.Strong, strong: true, quick: false), new PieceHash(pieces.Quick, strong: false, quick: true)]
        : [new PieceHash(pieces.Quick, strong, quick: true)];

    private long length;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => length;

    public override long Position { get => length; set => throw new NotSupportedException(); }

    /// <summary>The CRC-32 of what has passed, as zip files have it.</summary>
    public uint Crc32 => Quick.Crc32();

    /// <summary>Whether SHA-256 is kept.</summary>
    public bool Strong => strong;

    /// <summary>The SHA-256 of what has passed, in lower-case hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(hashes[0].Sha256());

    /// <summary>The XXH128 of what has passed, in lower-case hexadecimal digits.</summary>
    public string XxHash128 => Convert.ToHexStringLower(Quick.XxHash128());

    private PieceHash Quick => hashes[^1];

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
        fixed (byte* bytes = buffer) Hash((nint)bytes, buffer);
        for (var start = 0; start < buffer.Length; start += Chunk)
        {
            var chunk = buffer[start..Math.Min(start + Chunk, buffer.Length)];
            inner.Write(chunk);
            Pass(chunk.Length);
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
                    var most = Math.Min(Chunk, buffer.Length - filled);
                    var read = inner.ReadAtLeast(buffer.Slice(filled, most), most, throwOnEndOfStream: false);
                    if (read == 0) break;
                    Hash((nint)(bytes + filled), buffer.Slice(filled, read));
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
            Array.ForEach(hashes, hash => hash.Dispose());
        }
        base.Dispose(disposing);
    }

    // Much at once stays where it is until Wait.
    private void Hash(nint bytes, ReadOnlySpan<byte> span)
    {
        foreach (var hash in hashes)
        {
            if (span.Length < Worthwhile) hash.Append(span);
            else hash.AppendLater(bytes, span.Length);
        }
    }

    private void Wait() => Array.ForEach(hashes, hash => hash.Wait());

    private void Pass(int count)
    {
        length += count;
        passed?.Invoke(count);
    }
}
