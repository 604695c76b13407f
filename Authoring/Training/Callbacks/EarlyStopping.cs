using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Stops a training that gets no better.</summary>
/// <param name="monitor">The value to watch, default <c>val_loss</c>.</param>
/// <param name="minDelta">How much better a figure must be to count, 0 or more, default 0.</param>
/// <param name="patience">The epochs without a better figure after which training stops, default 0: at the first.</param>
/// <param name="mode">Which figures are better.</param>
/// <param name="baseline">A figure that has to be beaten; null (the default) asks for none.</param>
/// <param name="restoreBestWeights">Whether the model ends with the weights of its best epoch, stopped or not; default false.</param>
/// <param name="startFromEpoch">How many epochs are left out at the beginning, 0 or more, default 0.</param>
/// <exception cref="ConfigException">A number is negative.</exception>
[CustomObject("onnxforge/early-stopping")]
public sealed class EarlyStopping(string monitor = "val_loss", double minDelta = 0, int patience = 0, MonitorMode mode = MonitorMode.Auto, double? baseline = null,
    bool restoreBestWeights = false, int startFromEpoch = 0) : Callback
{
    private readonly Dictionary<string, Tensor> bestWeights = [];
    private Monitor? watched;
    private int waited;

    /// <summary>The value to watch.</summary>
    public string Monitor { get; } = monitor;

    /// <summary>How much better a figure must be to count.</summary>
    public double MinDelta { get; } = Settings.AtLeast(0, minDelta, nameof(EarlyStopping), "minDelta");

    /// <summary>The epochs without a better figure after which training stops.</summary>
    public int Patience { get; } = Settings.AtLeast(0, patience, nameof(EarlyStopping), "patience");

    /// <summary>Which figures are better.</summary>
    public MonitorMode Mode { get; } = mode;

    /// <summary>A figure that has to be beaten, or null.</summary>
    public double? Baseline { get; } = baseline;

    /// <summary>Whether the model ends with the weights of its best epoch.</summary>
    public bool RestoreBestWeights { get; } = restoreBestWeights;

    /// <summary>How many epochs are left out at the beginning.</summary>
    public int StartFromEpoch { get; } = Settings.AtLeast(0, startFromEpoch, nameof(EarlyStopping), "startFromEpoch");

    /// <summary>The epoch with the best figure; null before one.</summary>
    public int? BestEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options)
    {
        (watched, waited, BestEpoch) = (new Monitor(nameof(EarlyStopping), Monitor, Mode, MinDelta, Baseline), 0, null);
        Forget();
    }

    /// <inheritdoc/>
    public override void Save(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Set("waited", waited);
        watched!.Save(state);
        if (BestEpoch is { } epoch) state.Set("bestEpoch", epoch);
        foreach (var (name, weight) in bestWeights) state.Part("bestWeights").Set(name, weight);
    }

    /// <inheritdoc/>
    public override void Load(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        waited = (int)state.GetInt64("waited");
        watched!.Load(state);
        BestEpoch = state.Contains("bestEpoch") ? (int)state.GetInt64("bestEpoch") : null;
        var kept = state.Part("bestWeights");
        foreach (var name in kept.TensorNames) bestWeights[name] = kept.GetTensor(name).clone().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (epoch.Epoch <= StartFromEpoch || watched!.IsBest(epoch, Training.Options) is not { } best) return;
        if (best)
        {
            (waited, BestEpoch) = (0, epoch.Epoch);
            if (RestoreBestWeights) Keep();
            return;
        }
        waited++;
        if (waited >= Patience) Training.Stop($"{Monitor} has not become better since epoch {BestEpoch?.ToString() ?? "0"}");
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(History history)
    {
        if (bestWeights.Count == 0) return;
        BundleWeights.Copy(bestWeights, Training.Model.Module, nameof(EarlyStopping));
        Forget();
    }

    private void Keep()
    {
        Forget();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, weight) in BundleWeights.Of(Training.Model.Module)) bestWeights[name] = weight.detach().clone().DetachFromDisposeScope();
    }

    private void Forget()
    {
        foreach (var weight in bestWeights.Values) weight.Dispose();
        bestWeights.Clear();
    }
}
