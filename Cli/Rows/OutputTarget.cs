using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Where a run's outputs go, and in which form: the extension says which, a path without a known one is a folder, and none is standard output. Files are there whole or not at all.</summary>
/// <param name="Path">The file or folder; null for standard output.</param>
internal sealed record OutputTarget(string? Path)
{
    private string Extension => System.IO.Path.GetExtension(Path ?? "").ToLowerInvariant();

    /// <summary>The file of an output.</summary>
    public string? FileOf(string output, IEnumerable<string> outputs) => IsFile || Path is null ? Path : System.IO.Path.Combine(Path, FileNames.Make(outputs)[output] + ".npy");

    private bool IsFile => Extension is ".csv" or ".json" or ".jsonl" or ".ndjson" or ".npz" or ".npy";

    /// <summary>Lets a run write.</summary>
    /// <param name="terminal">Standard output.</param>
    /// <param name="asCsv">Whether standard output gets CSV; else JSON.</param>
    /// <param name="run">Writes all outputs.</param>
    /// <exception cref="InputException">The path cannot be written, or has no room for all outputs.</exception>
    public void Write(ITerminal terminal, bool asCsv, Action<IOutputWriter> run)
    {
        if (Path is null) WriteStandard(terminal, asCsv, run);
        else if (!IsFile) WriteFolder(run);
        else
        {
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
            if (!Directory.Exists(folder)) throw new InputException($"--output {Path}", "a file in a folder that is there", $"a folder that is not, {folder}", "Create the folder, or name another.");
            AtomicFile.Write(Path, stream => WriteFile(stream, run));
        }
    }

    private void WriteFile(Stream stream, Action<IOutputWriter> run)
    {
        switch (Extension)
        {
            case ".csv": run(new CsvOutput(stream)); break;
            case ".json": run(new JsonOutput(stream, isLines: false)); break;
            case ".jsonl" or ".ndjson": run(new JsonOutput(stream, isLines: true)); break;
            case ".npz": WriteArchive(stream, run); break;
            default: run(new ArrayOutput((_, names) => names.Count == 1 ? stream
                : throw new InputException($"--output {Path}", "a model of one output, for a .npy file", string.Join(", ", names.Select(name => $"\"{name}\"")), "Name an .npz file or a folder."), _ => { })); break;
        }
    }

    // An archive holds one array after another, and a run gives rows of all: each has a file of its own until the end.
    private void WriteArchive(Stream stream, Action<IOutputWriter> run)
    {
        List<PendingFile> files = [];
        try
        {
            run(new ArrayOutput((_, _) => Add(files, Path!), arrays => NpzFile.Write(stream, arrays)));
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private void WriteFolder(Action<IOutputWriter> run)
    {
        var isNew = !Directory.Exists(Path);
        List<PendingFile> files = [];
        try
        {
            run(new ArrayOutput(Open, _ => files.ForEach(file => file.Complete())));
        }
        finally
        {
            files.ForEach(file => file.Dispose());
            if (isNew && Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any()) Directory.Delete(Path);
        }

        Stream Open(string output, IReadOnlyCollection<string> outputs)
        {
            if (files.Count == 0) OutputFolder.Prepare(Path!, "--output-dir");
            return Add(files, FileOf(output, outputs)!);
        }
    }

    private static FileStream Add(List<PendingFile> files, string path)
    {
        files.Add(new PendingFile(path));
        return files[^1].Stream;
    }

    private static void WriteStandard(ITerminal terminal, bool asCsv, Action<IOutputWriter> run)
    {
        using var text = new TextStream(terminal.Output);
        run(asCsv ? new CsvOutput(text) : new JsonOutput(text, isLines: false));
    }
}
