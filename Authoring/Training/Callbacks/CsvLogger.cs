namespace OnnxForge.Authoring;

/// <summary>Writes a row an epoch into a CSV file: epoch, loss and metrics, in round-trip precision. The columns are the first epoch's values; one that a later epoch does not
/// have is empty. The file is whole after every epoch.</summary>
/// <param name="path">The file; its folder exists.</param>
/// <param name="separator">What stands between values, default a comma.</param>
/// <param name="append">Whether rows are added to a file that is there, default false: it is replaced.</param>
public sealed class CsvLogger(string path, char separator = ',', bool append = false) : Callback
{
    private IReadOnlyList<string>? names;

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options) => names = null;

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (names is null) Start(epoch);
        File.AppendAllText(path, $"{History.CsvRow(epoch, names!, separator)}\n");
    }

    // The columns of a file that goes on are its own.
    private void Start(EpochRecord epoch)
    {
        if (append && File.Exists(path) && File.ReadLines(path).FirstOrDefault() is { Length: > 0 } header)
        {
            names = [.. header.Split(separator).Skip(1)];
            return;
        }
        names = [.. epoch.Values.Keys];
        File.WriteAllText(path, $"{string.Join(separator, names.Prepend("epoch"))}\n");
    }
}
