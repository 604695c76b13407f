namespace OnnxForge.Authoring;

/// <summary>Makes the learning rate smaller when a value gets no better.</summary>
/// <param name="monitor">The value to watch, default <c>val_loss</c>.</param>
/// <param name="factor">What the learning rate is multiplied by, above 0 and below 1, default 0.1.</param>
/// <param name="patience">The epochs without a better figure after which it is, 1 or more, default 10.</param>
/// <param name="mode">Which figures are better.</param>
/// <param name="minDelta">How much better a figure must be to count, 0 or more, default 0.0001.</param>
/// <param name="cooldown">The epochs after a reduction in which none are counted, default 0.</param>
/// <param name="minRate">The smallest learning rate, 0 or more, default 0.</param>
/// <exception cref="ConfigException">The factor is not between 0 and 1, or another number is out of its range.</exception>
[CustomObject("onnxforge/reduce-learning-rate-on-plateau")]
public sealed class ReduceLearningRateOnPlateau(string monitor = "val_loss", double factor = 0.1, int patience = 10, MonitorMode mode = MonitorMode.Auto,
    double minDelta = 1e-4, int cooldown = 0, double minRate = 0) : Callback
{
    private Monitor? watched;
    private int waited, cooling;

    /// <summary>The value to watch.</summary>
    public string Monitor { get; } = monitor;

    /// <summary>What the learning rate is multiplied by.</summary>
    public double Factor { get; } = factor is > 0 and < 1
        ? factor
        : throw new ConfigException(nameof(ReduceLearningRateOnPlateau), "a factor above 0 and below 1", $"{factor}", "Give the part of the learning rate that is left, such as 0.1.");

    /// <summary>The epochs without a better figure after which it is.</summary>
    public int Patience { get; } = Settings.AtLeast(1, patience, nameof(ReduceLearningRateOnPlateau), "patience");

    /// <summary>Which figures are better.</summary>
    public MonitorMode Mode { get; } = mode;

    /// <summary>How much better a figure must be to count.</summary>
    public double MinDelta { get; } = Settings.AtLeast(0, minDelta, nameof(ReduceLearningRateOnPlateau), "minDelta");

    /// <summary>The epochs after a reduction in which none are counted.</summary>
    public int Cooldown { get; } = Settings.AtLeast(0, cooldown, nameof(ReduceLearningRateOnPlateau), "cooldown");

    /// <summary>The smallest learning rate.</summary>
    public double MinRate { get; } = Settings.AtLeast(0, minRate, nameof(ReduceLearningRateOnPlateau), "minRate");

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options) =>
        (watched, waited, cooling) = (new Monitor(nameof(ReduceLearningRateOnPlateau), Monitor, Mode, MinDelta), 0, 0);

    /// <inheritdoc/>
    public override void Save(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Set("waited", waited);
        state.Set("cooling", cooling);
        watched!.Save(state);
    }

    /// <inheritdoc/>
    public override void Load(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (waited, cooling) = ((int)state.GetInt64("waited"), (int)state.GetInt64("cooling"));
        watched!.Load(state);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (watched!.IsBest(epoch, Training.Options) is not { } best) return;
        if (cooling > 0) (cooling, waited) = (cooling - 1, 0);
        if (best) waited = 0;
        else if (cooling == 0) waited++;
        if (waited < Patience || best) return;
        (waited, cooling) = (0, Cooldown);
        if (Training.LearningRate > MinRate) Training.LearningRate = Math.Max(Training.LearningRate * Factor, MinRate);
    }
}
