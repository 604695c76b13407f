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
        var library = Locate("libLibTorchSharp.so");
        var torch = Locate("libtorch_cpu.so");
        folder = Path.GetDirectoryName(torch);
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"]) Open(Path.Combine(folder!, name));
        if (!NativeLibrary.TryLoad(library, out _)) LoadRelaxed(library);
    }

    private static void Open(string path)
    {
        try { NativeLibrary.Load(path); }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeLoadException($"libtorch: {path} does not load. The system's linker says: {LinkerWords(e)}. Install what it misses, or reinstall the libtorch package.", e);
        }
    }

    private static void LoadRelaxed(string library)
    {
        var bytes = File.ReadAllBytes(library);
        if (ElfVersionNeeds.MarkWeak(bytes, NewerRuntime) == 0) Open(library); // another cause: let the linker name it
        using var copy = MemoryFile.Create("LibTorchSharp", bytes);
        Open(copy.Path);
    }

    private static string Locate(string name)
    {
        var rid = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "linux-x64",
            Architecture.Arm64 => "linux-arm64",
            var other => throw new NativeLoadException($"libtorch: there is no build for Linux on {other}; expected x64."),
        };
        var searched = SearchFolders(rid).Distinct().ToList();
        foreach (var candidate in searched)
            if (File.Exists(Path.Combine(candidate, name))) return Path.Combine(candidate, name);
        throw new NativeLoadException(
            $"libtorch: {name} was not found in {string.Join(", ", searched)}. Expected the native package beside the application; " +
            $"add a reference to libtorch-cpu-{rid} (or TorchSharp-cuda-linux) to the application's project.");
    }

    private static IEnumerable<string> SearchFolders(string rid)
    {
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native");
        yield return AppContext.BaseDirectory;
        // the host lists every folder with native assets of the application's packages here
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string listed)
            foreach (var one in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return one;
    }

    private static string LinkerWords(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();
}
