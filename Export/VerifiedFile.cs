namespace OnnxForge.Export;

/// <summary>Puts verified bytes at a path: beside it first, flushed, then renamed, so that the path holds the old file or the new one.</summary>
internal static class VerifiedFile
{
    /// <exception cref="ExportException">The file cannot be written; what was at the path is unchanged.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Path.GetFullPath(path);
        var beside = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(bytes.Span);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new ExportException($"File {path}", "a path that can be written", e.Message, "Choose another path, or make the folder writable.", e);
        }
    }
}
