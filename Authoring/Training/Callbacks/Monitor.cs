namespace OnnxForge.Authoring;

/// <summary>Watches a value from epoch to epoch.</summary>
/// <param name="owner">The callback that watches, for errors.</param>
/// <param name="name">The value, such as <c>val_loss</c>.</param>
/// <param name="mode">Which figures are better.</param>
/// <param name="minDelta">How much better a figure must be to count as better, 0 or more.</param>
/// <param name="baseline">What the first figure has to be better than; null for anything.</param>
internal sealed class Monitor(string owner, string name, MonitorMode mode, double minDelta = 0, double? baseline = null)
{
    private static readonly string[] greater = ["accuracy", "acc", "auc", "precision", "recall", "f1", "r2", "iou"];

    private readonly int sign = IsMaximum(name, mode) ? -1 : 1;

    private double? best;

    /// <summary>Whether the mode wants great figures of this value.</summary>
    public static bool IsMaximum(string name, MonitorMode mode) =>
        mode == MonitorMode.Max || (mode == MonitorMode.Auto && name.Split('_').Any(part => greater.Contains(part)));

    /// <summary>Hands a checkpoint the best figure.</summary>
    public void Save(CheckpointState state)
    {
        if (best is { } figure) state.Set("best", figure);
    }

    /// <summary>Takes the best figure back.</summary>
    public void Load(CheckpointState state) => best = state.Contains("best") ? state.GetDouble("best") : null;

    /// <summary>Whether the epoch's figure is the best so far; null for an epoch without validation between those that have one.</summary>
    /// <exception cref="ConfigException">The value is none of the training's.</exception>
    public bool? IsBest(EpochRecord epoch, FitOptions options)
    {
        if (!epoch.Values.TryGetValue(name, out var value))
        {
            if (name.StartsWith("val_", StringComparison.Ordinal) && epoch.Epoch % options.ValidationFrequency != 0) return null;
            throw new ConfigException(owner, $"a value \"{name}\" to watch", $"the values {string.Join(", ", epoch.Values.Keys)}",
                "Name one of them, or give FitOptions.Validation for those that begin with val_.");
        }
        if (double.IsNaN(value) || ((best ?? baseline) is { } toBeat && !(sign * value < sign * toBeat - minDelta))) return false;
        best = value;
        return true;
    }
}
