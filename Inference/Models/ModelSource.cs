using System.Runtime.InteropServices;

namespace OnnxForge.Inference;

/// <summary>Where a model comes from: a path, or bytes.</summary>
internal sealed class ModelSource
{
    private ModelSource(string? path, byte[]? bytes)
    {
        Path = path;
        Bytes = bytes;
    }

    /// <summary>The path given; null for bytes.</summary>
    public string? Path { get; }

    /// <summary>Null for a path.</summary>
    public byte[]? Bytes { get; }

    /// <summary>How error messages name the model: its quoted path, or "in memory" and its size.</summary>
    public string Name => Path is not null ? $"'{Path}'" : $"in memory ({Bytes!.Length} bytes)";

    public static ModelSource Of(string path) => new(path, null);

    public static ModelSource Of(ReadOnlyMemory<byte> bytes) => new(
        null,
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : bytes.ToArray());

    public static ModelSource Of(Stream stream)
    {
        try
        {
            using var bytes = stream.CanSeek ? new MemoryStream(checked((int)Math.Max(0, stream.Length - stream.Position))) : new MemoryStream();
            stream.CopyTo(bytes);
            return new ModelSource(null, bytes.TryGetBuffer(out var buffer) && buffer.Count == buffer.Array!.Length ? buffer.Array : bytes.ToArray());
        }
        catch (Exception error) when (error is IOException or OverflowException or NotSupportedException or ObjectDisposedException)
        {
            throw new ModelLoadException(null, "Model in a stream", "a readable stream of less than 2 GiB", error.Message.TrimEnd('.'), "Load larger models by their path", error);
        }
    }
}
