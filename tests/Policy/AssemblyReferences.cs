using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OnnxForge.Tests.Policy;

/// <summary>A built assembly's name and the assemblies that its code uses.</summary>
internal sealed record AssemblyReferences(string Name, IReadOnlyList<string> References)
{
    /// <summary>Reads the metadata without loading the assembly.</summary>
    public static AssemblyReferences Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name));
        return new AssemblyReferences(metadata.GetString(metadata.GetAssemblyDefinition().Name), [.. references.Order(StringComparer.Ordinal)]);
    }
}
