using System.Globalization;
using System.Text.RegularExpressions;

namespace OnnxForge.Authoring;

/// <summary>Saves the model as a bundle after epochs.</summary>
[CustomObject("onnxforge/model-checkpoint")]
public sealed partial class ModelCheckpoint : Callback
{
    private readonly List<string> written = [];
    private Monitor? watched;

    /// <summary>A callback that saves each epoch, or each that is the best so far.</summary>
    /// <param name="path">The file; <c>{epoch}</c> and values by name stand for their figures, with a format where wanted:
    /// <c>"run/epoch-{epoch:000}-{val_loss:0.0000}.forge"</c>. Folders are made.</param>
    /// <param name="bestOnly">Whether only an epoch with the best figure so far is saved, default false.</param>
    /// <param name="monitor">The value whose figure it is, default <c>val_loss</c>.</param>
    /// <param name="mode">Which figures are better.</param>
    /// <param name="keep">How many of the files it wrote are kept, the last ones, 1 or more; null (the default) keeps all.</param>
    /// <exception cref="ConfigException">keep is below 1.</exception>
    public ModelCheckpoint(string path, bool bestOnly = false, string monitor = "val_loss", MonitorMode mode = MonitorMode.Auto, int? keep = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (keep < 1) throw new ConfigException(nameof(ModelCheckpoint), "1 or more files to keep", $"{keep}", "Give a number of 1 or more, or null for all.");
        (Path, BestOnly, Monitor, Mode, Keep) = (path, bestOnly, monitor, mode, keep);
    }

    /// <summary>The file, with places for figures.</summary>
    public string Path { get; }

    /// <summary>Whether only an epoch with the best figure so far is saved.</summary>
    public bool BestOnly { get; }

    /// <summary>The value whose figure it is.</summary>
    public string Monitor { get; }

    /// <summary>Which figures are better.</summary>
    public MonitorMode Mode { get; }

    /// <summary>How many of the files it wrote are kept; null keeps all.</summary>
    public int? Keep { get; }

    /// <summary>The files that were written in this training and are kept, in order.</summary>
    public IReadOnlyList<string> Files => written;

    /// <summary>What the last save of this training could not check; null before.</summary>
    public SaveReport? Report { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options)
    {
        watched = new Monitor(nameof(ModelCheckpoint), Monitor, Mode);
        written.Clear();
        Report = null;
    }

    /// <inheritdoc/>
    public override void Save(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Set("files", written);
        watched!.Save(state);
    }

    /// <inheritdoc/>
    public override void Load(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        written.AddRange(state.GetStrings("files"));
        watched!.Load(state);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (BestOnly && watched!.IsBest(epoch, Training.Options) is not true) return;
        var file = Place().Replace(Path, match => Figure(match, epoch));
        if (System.IO.Path.GetDirectoryName(file) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        Report = ModelBundle.Save(file, Training.Model.Module);
        written.Remove(file);
        written.Add(file);
        while (written.Count > Keep)
        {
            File.Delete(written[0]);
            written.RemoveAt(0);
        }
    }

    private static string Figure(Match place, EpochRecord epoch)
    {
        var (name, format) = (place.Groups[1].Value, place.Groups[2].Value);
        if (name == "epoch") return epoch.Epoch.ToString(format, CultureInfo.InvariantCulture);
        if (epoch.Values.TryGetValue(name, out var value)) return value.ToString(format, CultureInfo.InvariantCulture);
        throw new ConfigException($"{nameof(ModelCheckpoint)}, path", $"names of epoch, {string.Join(", ", epoch.Values.Keys)}", $"{{{name}}}", "Correct the path.");
    }

    [GeneratedRegex(@"\{([^{}:]+)(?::([^{}]*))?\}")]
    private static partial Regex Place();
}
