namespace OnnxForge.Tests.Policy;

/// <summary>The checked-out repository that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The rooms that are libraries: they write nothing to the console and choose no native package.</summary>
    public static readonly IReadOnlyList<string> Libraries = ["Authoring", "Export", "Inference", "models"];

    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "TestResults"];
    private static readonly Lazy<IReadOnlyList<SourceFile>> AllSources = new(() => [.. Files("*.cs").Select(SourceFile.Read).Where(s => !s.IsGenerated)]);

    public static string Root { get; } = FindRoot();

    /// <summary>Where a failing test leaves a file for the reader; git ignores it.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Every C# file of our own, generated ones left out.</summary>
    public static IReadOnlyList<SourceFile> Sources => AllSources.Value;

    public static IReadOnlyList<SourceFile> LibrarySources => [.. Sources.Where(s => Libraries.Contains(s.Room))];

    /// <summary>The output folder of the project at <paramref name="project"/>, built as these tests were.</summary>
    public static string OutputOf(string project, string framework = "net10.0")
    {
        var own = Path.GetRelativePath(Path.Combine(Root, "tests"), Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Root, project, Path.GetDirectoryName(own)!, framework);
    }

    /// <summary>Our own files of a pattern, as paths relative to <see cref="Root"/> with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files(string pattern) =>
        [.. Walk(new DirectoryInfo(Root), pattern).Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder, string pattern)
    {
        foreach (var file in folder.EnumerateFiles(pattern)) yield return file;
        foreach (var child in folder.EnumerateDirectories())
        {
            if (NotOurs.Contains(child.Name) || child.Name.StartsWith('.') || child.LinkTarget is not null) continue;
            foreach (var file in Walk(child, pattern)) yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OnnxForge.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"OnnxForge.sln is in no folder above {AppContext.BaseDirectory}");
    }
}
