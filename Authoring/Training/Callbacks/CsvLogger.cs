namespace OnnxForge.Authoring;

/// <summary>Writes a row an epoch into a CSV file: epoch, loss and metrics, in round-trip precision. The columns are the first epoch's values; one that a later epoch does not
/// have is empty. The file is whole after every epoch.</summary>
/// <param name="path">The file; its folder exists.</param>
/// <param name="separator">What stands between values, default a comma.</param>
/// <param name="append">Whether rows are added to a file that is there, default false: it is replaced.</param>
[CustomObject("onnxforge/csv-logger")]
public sealed class CsvLogger(string path, string separator = ",", bool append = false) : Callback
{
    private IReadOnlyList<string>? names;

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What stands between values.</summary>
    public string Separator { get; } = separator is { Length: > 0 } ? separator : throw new ConfigException(nameof(CsvLogger), "a separator", "none", "Give a comma, a semicolon or a tab.");

    /// <summary>Whether rows are added to a file that is there.</summary>
    public bool Append { get; } = append;

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options) => names = null;

    /// <inheritdoc/>
    public override void Save(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (names is null) return;
        state.Set("columns", names);
        state.Set("length", new FileInfo(Path).Length);
    }

    /// <summary>Takes back what <see cref="Save"/> gave: rows that were written after the checkpoint go, as their epochs come again.</summary>
    /// <param name="state">Where from.</param>
    public override void Load(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.Contains("columns") || !File.Exists(Path)) return;
        names = state.GetStrings("columns");
        using var file = File.OpenWrite(Path);
        file.SetLength(Math.Min(file.Length, state.GetInt64("length")));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (names is null) Start(epoch);
        File.AppendAllText(Path, $"{History.CsvRow(epoch, names!, Separator)}\n");
    }

    // The columns of a file that goes on are its own.
    private void Start(EpochRecord epoch)
    {
        if (Append && File.Exists(Path) && File.ReadLines(Path).FirstOrDefault() is { Length: > 0 } header)
        {
            names = [.. header.Split(Separator).Skip(1)];
            return;
        }
        names = [.. epoch.Values.Keys];
        File.WriteAllText(Path, $"{string.Join(Separator, names.Prepend("epoch"))}\n");
    }
}
