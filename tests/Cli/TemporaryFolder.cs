namespace OnnxForge.Tests.Cli;

/// <summary>A folder that is deleted at the end of the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("onnxforge-test-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>The names of all files in it and below.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)
        .Select(path => System.IO.Path.GetRelativePath(Path, path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
