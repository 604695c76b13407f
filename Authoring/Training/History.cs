using System.Globalization;

namespace OnnxForge.Authoring;

/// <summary>What a training did.</summary>
public sealed class History
{
    private readonly List<EpochRecord> epochs = [];

    internal History() { }

    /// <summary>The whole epochs, in order; an epoch that was stopped half way is not among them.</summary>
    public IReadOnlyList<EpochRecord> Epochs => epochs;

    /// <summary>Whether cancellation or a callback ended the training before its last epoch was done.</summary>
    public bool Stopped { get; internal set; }

    /// <summary>Why a callback ended the training; null where none did.</summary>
    public string? StopReason { get; internal set; }

    /// <summary>The checkpoint from which the training went on; null for one that began. The epochs before it are in the history too.</summary>
    public ResumePoint? Resumed { get; internal set; }

    /// <summary>The user's own layers whose outputs could not be compared, at the first checkpoint, with those that loading would make; none without checkpoints.</summary>
    public IReadOnlyList<UncomparedLayer> Uncompared { get; internal set; } = [];

    /// <summary>The names of all values, in the order in which they first came.</summary>
    public IReadOnlyList<string> Names => [.. epochs.SelectMany(epoch => epoch.Values.Keys).Distinct()];

    /// <summary>A value's figures, one an epoch; NaN for an epoch that has none, as between validations.</summary>
    /// <param name="name">Its name, such as <c>val_loss</c>.</param>
    /// <exception cref="KeyNotFoundException">No epoch has such a value.</exception>
    public IReadOnlyList<double> this[string name] => epochs.Any(epoch => epoch.Values.ContainsKey(name))
        ? [.. epochs.Select(epoch => epoch.Values.TryGetValue(name, out var value) ? value : double.NaN)]
        : throw new KeyNotFoundException($"There is no value \"{name}\" among {string.Join(", ", Names)}.");

    /// <summary>The epoch with the best figure of a value; of equal ones the first.</summary>
    /// <param name="name">Its name, such as <c>val_loss</c>.</param>
    /// <param name="mode">Which figures are better; by default its name decides.</param>
    /// <exception cref="KeyNotFoundException">No epoch has such a value.</exception>
    public EpochRecord Best(string name, MonitorMode mode = MonitorMode.Auto)
    {
        var figures = this[name];
        var sign = Monitor.IsMaximum(name, mode) ? -1 : 1;
        return epochs.Zip(figures).OrderBy(pair => double.IsNaN(pair.Second) ? double.PositiveInfinity : sign * pair.Second).First().First;
    }

    /// <summary>Writes a table with a header, a row an epoch, in round-trip precision; a value that an epoch does not have is empty.</summary>
    /// <param name="writer">Where to; it is not closed.</param>
    public void WriteCsv(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var names = Names;
        writer.Write($"epoch,{string.Join(',', names)}\n");
        foreach (var epoch in epochs) writer.Write($"{CsvRow(epoch, names, ",")}\n");
    }

    internal static string CsvRow(EpochRecord epoch, IEnumerable<string> names, string separator) => string.Join(separator,
        names.Select(name => epoch.Values.TryGetValue(name, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : "").Prepend($"{epoch.Epoch}"));

    internal void Save(CheckpointState state)
    {
        foreach (var epoch in epochs)
        {
            var part = state.Part($"{epoch.Epoch}");
            part.Set("seconds", epoch.Duration.TotalSeconds);
            foreach (var (name, value) in epoch.Values) part.Part("values").Set(name, value);
        }
    }

    internal void Load(CheckpointState state)
    {
        foreach (var name in state.Names)
        {
            var (part, values) = (state.Part(name), new Dictionary<string, double>());
            foreach (var value in part.Part("values").Names) values[value] = part.Part("values").GetDouble(value);
            Add(new EpochRecord(int.Parse(name, CultureInfo.InvariantCulture), values, TimeSpan.FromSeconds(part.GetDouble("seconds"))));
        }
    }

    internal void Add(EpochRecord epoch) => epochs.Add(epoch);
}
