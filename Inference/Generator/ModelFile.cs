using Microsoft.CodeAnalysis;

// A generator is handed files as text, and a model is none. What is read here is a file of the project, and FileVersion makes the result follow its content.
#pragma warning disable RS1035

namespace OnnxForge.Inference.Generator;

/// <summary>A model file of the project.</summary>
/// <param name="FullPath">Where it is.</param>
/// <param name="Name">Its path in the project and beside the application, with forward slashes.</param>
/// <param name="Signature">The signature that the project states for it; null where it states none.</param>
internal sealed record ModelFile(string FullPath, string Name, string? Signature)
{
    private const string PathKey = "build_metadata.AdditionalFiles.OnnxModelPath";
    private const string SignatureKey = "build_metadata.AdditionalFiles.OnnxModelSignature";

    /// <summary>Null for files that are no models.</summary>
    public static ModelFile? Of(AdditionalText file, Func<AdditionalText, string, string?> option) =>
        option(file, PathKey) is { Length: > 0 } name ? new ModelFile(file.Path, name.Replace('\\', '/'), option(file, SignatureKey) is { Length: > 0 } signature ? signature : null)
        : file.Path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? new ModelFile(file.Path, file.Path.Replace('\\', '/'), null)
        : null;

    /// <summary>Whether a path in an attribute means this file.</summary>
    public bool IsCalled(string path)
    {
        var wanted = path.Replace('\\', '/');
        return Name == wanted || Name.EndsWith("/" + wanted, StringComparison.Ordinal);
    }

    /// <exception cref="FormatException">The file is no whole ONNX model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read.</exception>
    public (FileSignature Signature, IReadOnlyList<string> Unsupported) Read()
    {
        using var file = new FileStream(FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return SignatureFile.Read(new ModelBytes(file.Length, (window, position) =>
        {
            file.Position = position;
            return file.Read(window, 0, window.Length);
        }));
    }
}

/// <summary>What tells that a file was changed. The compiler compares additional files as texts, and takes any two that are no texts for equal.</summary>
internal sealed record FileVersion(long Length, DateTime Written)
{
    public static FileVersion Of(ModelFile file) => new FileInfo(file.FullPath) is { Exists: true } found ? new FileVersion(found.Length, found.LastWriteTimeUtc) : new FileVersion(-1, default);
}
