using System.Runtime.InteropServices;

namespace OnnxForge.Authoring;

/// <summary>Writes a file whole or not at all.</summary>
internal static partial class AtomicFile
{
    /// <summary>Writes to a new file beside the target, brings it to the disk, and renames it over the target. When anything fails the target is as it
    /// was and nothing is left beside it.</summary>
    /// <param name="path">The target; its folder exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target);
        if (!Directory.Exists(folder) || Directory.Exists(target))
        {
            throw new BundleException(path, "a file in a folder that exists", Directory.Exists(target) ? "a folder" : $"no folder {folder}",
                "Create the folder, or give another path.");
        }
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
            FlushFolder(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a file that can be written", $"a refusal ({error.Message})", "Free space or change the path or its permissions.", error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // The rename itself is only safe against a power cut once the folder is on the disk; .NET cannot flush a folder.
    private static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"The folder {folder} cannot be opened.");
        var result = Flush(descriptor);
        _ = Close(descriptor);
        // Some network file systems cannot flush folders (EINVAL); there the rename is as safe as it gets.
        if (result != 0 && Marshal.GetLastPInvokeError() != 22) throw new IOException($"The folder {folder} cannot be flushed to the disk.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
