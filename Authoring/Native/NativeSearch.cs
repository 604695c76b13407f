using System.Runtime.InteropServices;

namespace OnnxForge.Authoring.Native;

/// <summary>Where an application keeps its native libraries on Linux.</summary>
internal sealed class NativeSearch
{
    private readonly string runtimeIdentifier;
    private readonly List<string> folders;

    /// <summary>The folders of this process for <paramref name="architecture"/>.</summary>
    public NativeSearch(Architecture architecture)
        : this(architecture, AppContext.BaseDirectory, AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string) { }

    /// <summary>The folders of an application at <paramref name="application"/>; the host lists in <paramref name="listed"/> those that its packages brought.</summary>
    public NativeSearch(Architecture architecture, string application, string? listed)
    {
        runtimeIdentifier = "linux-" + architecture.ToString().ToLowerInvariant();
        folders = [Path.Combine(application, "runtimes", runtimeIdentifier, "native"), Path.TrimEndingDirectorySeparator(application)];
        var more = (listed ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        folders.AddRange(more.Select(Path.TrimEndingDirectorySeparator).Where(one => !folders.Contains(one)));
    }

    /// <summary>The full path of the library <paramref name="name"/> in the first folder that has it.</summary>
    /// <exception cref="NativeLoadException">No folder has it.</exception>
    public string Locate(string name)
    {
        foreach (var folder in folders)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path)) return path;
        }
        throw new NativeLoadException($"libtorch: expected {name} in {string.Join(" or ", folders)}; received no such file. {Remedy(name)}");
    }

    private string Remedy(string name)
    {
        if (runtimeIdentifier != "linux-x64")
            return $"TorchSharp is published for Linux on x64 alone: run there, or build TorchSharp's native library for {runtimeIdentifier} and put it beside the application.";
        return name == "libLibTorchSharp.so"
            ? "It comes with the package TorchSharp: publish the application with its runtimes folder."
            : "Add a reference to the package libtorch-cpu-linux-x64 (or TorchSharp-cuda-linux) to the application's project; libraries do not bring it.";
    }
}
