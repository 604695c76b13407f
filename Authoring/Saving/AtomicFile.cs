namespace OnnxForge.Authoring;

/// <summary>Writes a file whole or not at all.</summary>
internal static class AtomicFile
{
    private const string Suffix = ".tmp";

    /// <summary>Writes to a new file beside the target, brings it to the disk, and renames it over the target, whose mode it takes. When anything before the renaming fails, the target is as
    /// it was and nothing is left beside it; what a process that was killed left is removed by the next one that writes the same target. A symbolic link stays one: what it points to is written.</summary>
    /// <param name="path">The target; its folder exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="files">The file system; default the real one.</param>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write, FileOperations? files = null)
    {
        files ??= FileOperations.Default;
        string? temporary = null;
        try
        {
            var target = Path.GetFullPath(Resolve(path));
            var folder = Path.GetDirectoryName(target);
            if (!Directory.Exists(folder) || Directory.Exists(target))
            {
                throw new BundleException(path, "a file in a folder that exists", Directory.Exists(target) ? "a folder" : $"no folder {folder}",
                    "Create the folder, or give another path.");
            }
            var prefix = $".{Path.GetFileName(target)}.";
            RemoveLeft(folder, prefix, files);
            temporary = Path.Combine(folder, prefix + Path.GetRandomFileName() + Suffix);
            using (var stream = files.Create(temporary))
            {
                write(stream);
                if (File.Exists(target)) files.CopyMode(target, temporary);
                files.Flush(stream);
                // A file that is open is locked, so that no other process takes it for one that was left; Windows renames closed files only.
                if (OperatingSystem.IsWindows()) stream.Dispose();
                files.Rename(temporary, target);
            }
            temporary = null;
            FlushFolder(path, folder, files);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a file that can be written", $"a refusal ({error.Message})", "Free space or change the path or its permissions.", error);
        }
        finally
        {
            if (temporary is not null) TryDelete(temporary, files);
        }
    }

    private static void FlushFolder(string path, string folder, FileOperations files)
    {
        try
        {
            files.FlushFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a folder that can be flushed to the disk", $"a refusal ({error.Message})",
                "The new file is there and whole, but a power cut may bring the old one back; save again.", error);
        }
    }

    private static string Resolve(string path) => new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private static void RemoveLeft(string folder, string prefix, FileOperations files)
    {
        var left = Directory.EnumerateFiles(folder, ".*" + Suffix, new EnumerationOptions { MatchCasing = MatchCasing.CaseSensitive, AttributesToSkip = 0 })
            .Where(file => Path.GetFileName(file) is var name && name.StartsWith(prefix, StringComparison.Ordinal) && name.Length == prefix.Length + Path.GetRandomFileName().Length + Suffix.Length);
        foreach (var file in left.ToList())
        {
            try
            {
                using var unlocked = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process is writing it.
                continue;
            }
            TryDelete(file, files);
        }
    }

    // What cannot be removed now is removed by the next write; the error that matters is the one on its way.
    private static void TryDelete(string path, FileOperations files)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
