namespace OnnxForge.Cli;

/// <summary>Writes files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the path, flushes to disk, then renames; a failure leaves what was at the path.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes the content to the stream, which it does not close.</param>
    /// <returns>The size in bytes.</returns>
    public static long Write(string path, Action<Stream> write)
    {
        using var file = new PendingFile(path);
        write(file.Stream);
        return file.Complete();
    }

    /// <summary>Writes text as UTF-8.</summary>
    public static long WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
