namespace OnnxForge.Authoring;

/// <summary>Passes bytes through in pieces and tells of each; does not own the stream beneath.</summary>
/// <param name="inner">Where the bytes come from or go to.</param>
/// <param name="passed">Is told the number of bytes that passed since it was told before.</param>
internal sealed class ProgressStream(Stream inner, Action<long> passed) : Stream
{
    /// <summary>The most bytes that pass between two tellings.</summary>
    public const int Piece = 1 << 20;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer[..Math.Min(buffer.Length, Piece)]);
        passed(read);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (; buffer.Length > 0; buffer = buffer[Math.Min(buffer.Length, Piece)..])
        {
            var piece = buffer[..Math.Min(buffer.Length, Piece)];
            inner.Write(piece);
            passed(piece.Length);
        }
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);
}
