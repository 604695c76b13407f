namespace OnnxForge.Authoring;

/// <summary>Passes bytes through, counts them, and shows them to whoever derives; does not own the stream beneath.</summary>
internal abstract class WatchedStream(Stream inner) : Stream
{
    private long passed;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => passed;

    public override long Position { get => passed; set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Pass(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Pass(buffer[..read]);
        return read;
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Takes note of bytes that were read or written.</summary>
    protected abstract void See(ReadOnlySpan<byte> bytes);

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        See(bytes);
        passed += bytes.Length;
    }
}
