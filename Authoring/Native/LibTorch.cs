using System.Runtime.InteropServices;

namespace OnnxForge.Authoring.Native;

/// <summary>Gets libtorch loaded before TorchSharp asks for it, and says plainly why when it will not load.</summary>
/// <remarks>
/// TorchSharp's Linux library asks for the symbol version GLIBCXX_3.4.32 (GCC 13.2), which Debian 12 and Ubuntu 22.04 do not have.
/// No symbol of it is used, so a private copy in memory, with that need marked weak, loads everywhere; TorchSharp's own load then
/// finds it by its soname. Referencing OnnxForge.Authoring adds a module initializer to the referring project that calls
/// <see cref="EnsureLoaded"/>, so nobody has to; the MSBuild property <c>OnnxForgeLoadLibTorch=false</c> leaves it out.
/// </remarks>
public static class LibTorch
{
    private const string NewerRuntime = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();
    private static string? folder;
    private static bool loaded;
    private static NativeLoadException? failure;

    /// <summary>The folder that libtorch was loaded from; null when the platform's own search found it.</summary>
    /// <exception cref="NativeLoadException">libtorch could not be loaded.</exception>
    public static string? Folder
    {
        get
        {
            EnsureLoaded();
            return folder;
        }
    }

    /// <summary>Loads libtorch and TorchSharp's native library, once per process; later calls return at once.</summary>
    /// <exception cref="NativeLoadException">A library is missing or does not load; every later call throws the same error.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (failure is not null) throw failure;
            if (loaded || !OperatingSystem.IsLinux()) return;
            try
            {
                Load();
                loaded = true;
            }
            catch (NativeLoadException e)
            {
                failure = e;
                throw;
            }
        }
    }

    private static void Load()
    {
        var search = new NativeSearch(RuntimeInformation.ProcessArchitecture);
        var library = search.Locate("libLibTorchSharp.so");
        var torch = search.Locate("libtorch_cpu.so");
        folder = Path.GetDirectoryName(torch);
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            var path = Path.Combine(folder!, name);
            Open(path, path);
        }
        if (!NativeLibrary.TryLoad(library, out _)) LoadRelaxed(library);
    }

    private static void LoadRelaxed(string library)
    {
        var bytes = Relax(library);
        using var copy = MemoryFile.Create("LibTorchSharp", bytes);
        Open(copy.Path, library);
    }

    /// <summary>The library's bytes with the need for the newer runtime marked weak; unchanged when another cause keeps it from loading, which the linker then names.</summary>
    private static byte[] Relax(string library)
    {
        try
        {
            var bytes = File.ReadAllBytes(library);
            ElfVersionNeeds.MarkWeak(bytes, NewerRuntime);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw NativeLoadException.DoesNotLoad(library, e);
        }
    }

    private static void Open(string path, string named)
    {
        try { NativeLibrary.Load(path); }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw NativeLoadException.DoesNotLoad(named, e);
        }
    }
}
