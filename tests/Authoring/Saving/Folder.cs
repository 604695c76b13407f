namespace OnnxForge.Tests.Authoring;

/// <summary>A new folder that goes when the test ends.</summary>
/// <param name="inMemory">Whether it lies in memory where the system has such a place, for tests that write much and ask nothing of the disk.</param>
internal sealed class Folder(bool inMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly string path = inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory(Path.Combine(Memory, $"onnxforge-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("onnxforge-").FullName;

    public string this[string name] => Path.Combine(path, name);

    public string Names => string.Join(", ", Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    public void Dispose() => Directory.Delete(path, recursive: true);
}
