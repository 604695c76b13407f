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
        else if (!IsFile) run(new ArrayOutput(WriteFolder));
        else
        {
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
            if (!Directory.Exists(folder)) throw new InputException($"--output {Path}", "a file in a folder that is there", $"a folder that is not, {folder}", "Create the folder, or name another.");
            AtomicFile.Write(Path, stream => run(Writer(stream)));
        }
    }

    private IOutputWriter Writer(Stream stream) => Extension switch
    {
        ".csv" => new CsvOutput(stream),
        ".json" => new JsonOutput(stream, isLines: false),
        ".jsonl" or ".ndjson" => new JsonOutput(stream, isLines: true),
        ".npz" => new ArrayOutput(outputs => NpzFile.Write(stream, outputs)),
        _ => new ArrayOutput(outputs => NpyFile.Write(stream, outputs.Count == 1 ? outputs.Values.First()
            : throw new InputException($"--output {Path}", "a model of one output, for a .npy file", string.Join(", ", outputs.Keys.Select(name => $"\"{name}\"")), "Name an .npz file or a folder."))),
    };

    private void WriteFolder(IReadOnlyDictionary<string, TensorData> outputs)
    {
        OutputFolder.Prepare(Path!, "--output-dir");
        foreach (var (name, value) in outputs) AtomicFile.Write(FileOf(name, outputs.Keys)!, stream => NpyFile.Write(stream, value));
    }

    private static void WriteStandard(ITerminal terminal, bool asCsv, Action<IOutputWriter> run)
    {
        using var text = new TextStream(terminal.Output);
        run(asCsv ? new CsvOutput(text) : new JsonOutput(text, isLines: false));
    }
}
