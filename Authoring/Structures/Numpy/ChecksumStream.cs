using OnnxForge.Numpy;

namespace OnnxForge.Authoring;

/// <summary>Passes bytes through and keeps their number and the checksum that zip archives use; does not own the stream beneath.</summary>
internal sealed class ChecksumStream(Stream inner) : WatchedStream(inner)
{
    public uint Checksum { get; private set; }

    protected override void See(ReadOnlySpan<byte> bytes) => Checksum = Crc32.Append(Checksum, bytes);
}
