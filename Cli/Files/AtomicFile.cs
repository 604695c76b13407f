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
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            long bytes;
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
                bytes = stream.Length;
            }
            File.Move(temporary, path, overwrite: true);
            return bytes;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8.</summary>
    public static long WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
