using System.Security.Cryptography;

namespace OnnxForge.Authoring;

/// <summary>Passes bytes through and keeps their number and SHA-256; does not own the stream beneath.</summary>
internal sealed class HashingStream(Stream inner) : WatchedStream(inner)
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The SHA-256 of what has passed, in lower-case hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(hash.GetCurrentHash());

    protected override void See(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    protected override void Dispose(bool disposing)
    {
        if (disposing) hash.Dispose();
        base.Dispose(disposing);
    }
}
