using System.Runtime.InteropServices;

namespace OnnxForge.Authoring;

/// <summary>What <see cref="AtomicFile"/> asks of the file system; a test makes each of it fail.</summary>
internal partial class FileOperations
{
    private const int OpenPath = 0x200000, CloseOnExecute = 0x80000;

    /// <summary>The file system as it is.</summary>
    public static FileOperations Default { get; } = new();

    /// <summary>Makes a file that nobody else opens while it is open.</summary>
    public virtual Stream Create(string path) => new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Gives a new file the mode of an older one.</summary>
    public virtual void CopyMode(string from, string to)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, File.GetUnixFileMode(from));
    }

    /// <summary>Brings a file's bytes to the disk.</summary>
    public virtual void Flush(Stream stream) => ((FileStream)stream).Flush(flushToDisk: true);

    /// <summary>Gives a file another's name in one step; the other goes.</summary>
    public virtual void Rename(string from, string to)
    {
        // Linux frees a file's pages where its last name or handle goes, which takes half as long as writing it: on another thread. A handle of OpenPath needs no permission, and may be none.
        var old = OperatingSystem.IsLinux() ? Open(to, OpenPath | CloseOnExecute) : -1;
        try
        {
            File.Move(from, to, overwrite: true);
        }
        finally
        {
            if (old >= 0) Task.Run(() => Close(old));
        }
    }

    /// <summary>Brings a folder's names to the disk.</summary>
    public virtual void FlushFolder(string folder)
    {
        // .NET cannot flush a folder, and Windows does not need it.
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"The folder {folder} cannot be opened.");
        var result = Fsync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        // Some network file systems cannot flush folders (EINVAL); there the rename is as safe as it gets.
        if (result != 0 && error != 22) throw new IOException($"The folder {folder} cannot be flushed to the disk.");
    }

    /// <summary>Removes a file that may be there.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
