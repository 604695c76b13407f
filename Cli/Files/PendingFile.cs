namespace OnnxForge.Cli;

/// <summary>A file that is written beside its path, and is there only once it is whole.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string path;
    private readonly string temporary;

    /// <param name="path">The file; its folder exists.</param>
    public PendingFile(string path)
    {
        this.path = path;
        temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        Stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite);
    }

    /// <summary>Where the content goes.</summary>
    public FileStream Stream { get; }

    /// <summary>Flushes to disk, closes the stream, and puts the file at its path.</summary>
    /// <returns>The size in bytes.</returns>
    public long Complete()
    {
        Stream.Flush(flushToDisk: true);
        var bytes = Stream.Length;
        Stream.Dispose();
        File.Move(temporary, path, overwrite: true);
        return bytes;
    }

    /// <summary>Leaves what was at the path, unless the file was completed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        File.Delete(temporary);
    }
}
