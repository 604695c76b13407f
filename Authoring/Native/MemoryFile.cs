using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OnnxForge.Authoring.Native;

/// <summary>A file that lives in memory only (Linux <c>memfd_create</c>), to load a library from without leaving anything on disk.</summary>
internal sealed partial class MemoryFile : IDisposable
{
    private readonly SafeFileHandle handle;

    private MemoryFile(SafeFileHandle handle) => this.handle = handle;

    /// <summary>A path that opens this file, valid in this process until it is disposed.</summary>
    public string Path => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    /// <summary>Writes <paramref name="bytes"/> into a new memory file.</summary>
    /// <exception cref="NativeLoadException">The kernel refuses memory files.</exception>
    public static MemoryFile Create(string name, byte[] bytes)
    {
        const uint closeOnExec = 1;
        int descriptor = MemfdCreate(name, closeOnExec);
        if (descriptor < 0)
            throw new NativeLoadException($"libtorch: expected a file in memory to load {name} from, as this system's libstdc++ is older than GCC 13.2's; received error {Marshal.GetLastPInvokeError()} from memfd_create. Allow memfd_create, or use a system with a newer libstdc++.");
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(handle, bytes, 0);
        return new MemoryFile(handle);
    }

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MemfdCreate(string name, uint flags);
}
