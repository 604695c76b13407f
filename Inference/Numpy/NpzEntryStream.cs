using System.IO.Compression;

namespace OnnxForge.Inference;

/// <summary>The content of a file in an .npz archive, which ends with an error where it is not what the archive claims. It reads from its start to its end.</summary>
internal sealed class NpzEntryStream(string where, ZipArchiveEntry entry) : Stream
{
    private readonly Stream _inner = entry.Open();
    private long _position;
    private uint _checksum;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    /// <summary>The length that the archive claims.</summary>
    public override long Length => entry.Length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <exception cref="NpyFormatException">There is more or less than the archive claims, or something else.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = _inner.Read(buffer);
        _checksum = Crc32.Of(buffer[..read], _checksum);
        _position += read;
        if (_position > Length || (read == 0 && buffer.Length > 0 && (_position != Length || _checksum != entry.Crc32)))
        {
            throw new NpyFormatException(
                where,
                $"{Length} bytes of checksum {entry.Crc32:X8}",
                _position > Length ? "more" : $"{_position} bytes of {_checksum:X8}",
                "The file is damaged: copy or save it again");
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
