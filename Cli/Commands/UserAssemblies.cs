using System.Reflection;
using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>Loads the assemblies that users name, for the custom objects in them.</summary>
internal static class UserAssemblies
{
    /// <summary>Registers every custom object of the assemblies.</summary>
    /// <exception cref="InputException">A file is missing or no .NET assembly.</exception>
    /// <exception cref="ConfigException">A custom object in it cannot be registered.</exception>
    public static CustomObjectRegistry Register(CustomObjectRegistry registry, IEnumerable<string> paths)
    {
        foreach (var path in paths) registry.RegisterAssembly(Load(path));
        return registry;
    }

    private static Assembly Load(string path)
    {
        InputFile.Check(path, "an assembly (.dll)");
        try
        {
            return Assembly.LoadFrom(Path.GetFullPath(path));
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException)
        {
            throw new InputException($"--assembly {path}", "a .NET assembly for this runtime", error.Message.TrimEnd('.'), "Name the .dll that your project builds.", error);
        }
    }
}
