namespace OnnxForge.Tests.Authoring;

/// <summary>A new folder that goes when the test ends.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("onnxforge-").FullName;

    public string this[string name] => Path.Combine(path, name);

    public string Names => string.Join(", ", Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    public void Dispose() => Directory.Delete(path, recursive: true);
}
