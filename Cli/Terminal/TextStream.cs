using System.Text;

namespace OnnxForge.Cli;

/// <summary>A stream of UTF-8 that goes to a text writer.</summary>
internal sealed class TextStream(TextWriter writer) : Stream
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    // A character may be cut between two writes, so the decoder keeps its first bytes.
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var letters = new char[decoder.GetCharCount(buffer, flush: false)];
        writer.Write(letters.AsSpan(0, decoder.GetChars(buffer, letters, flush: false)));
    }

    public override void Flush() => writer.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
