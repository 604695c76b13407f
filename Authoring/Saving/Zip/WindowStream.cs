namespace OnnxForge.Authoring;

/// <summary>A part of a stream, read from its beginning to its end; does not own the stream beneath, which nobody else moves meanwhile.</summary>
internal sealed class WindowStream : Stream
{
    private readonly Stream inner;
    private long left;

    /// <summary>The part of <paramref name="length"/> bytes from <paramref name="offset"/> on.</summary>
    public WindowStream(Stream inner, long offset, long length)
    {
        this.inner = inner;
        left = Length = length;
        inner.Position = offset;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get => Length - left; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        left -= read;
        return read;
    }

    public override void Flush() { }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
