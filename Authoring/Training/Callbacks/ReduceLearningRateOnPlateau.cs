namespace OnnxForge.Authoring;

/// <summary>Makes the learning rate smaller when a value gets no better.</summary>
/// <param name="monitor">The value to watch, default <c>val_loss</c>.</param>
/// <param name="factor">What the learning rate is multiplied by, above 0 and below 1, default 0.1.</param>
/// <param name="patience">The epochs without a better figure after which it is, 1 or more, default 10.</param>
/// <param name="mode">Which figures are better.</param>
/// <param name="minDelta">How much better a figure must be to count, 0 or more, default 0.0001.</param>
/// <param name="cooldown">The epochs after a reduction in which none are counted, default 0.</param>
/// <param name="minRate">The smallest learning rate, 0 or more, default 0.</param>
/// <exception cref="ConfigException">The factor is not between 0 and 1.</exception>
public sealed class ReduceLearningRateOnPlateau(string monitor = "val_loss", double factor = 0.1, int patience = 10, MonitorMode mode = MonitorMode.Auto,
    double minDelta = 1e-4, int cooldown = 0, double minRate = 0) : Callback
{
    private readonly double factor = factor is > 0 and < 1
        ? factor
        : throw new ConfigException(nameof(ReduceLearningRateOnPlateau), "a factor above 0 and below 1", $"{factor}", "Give the part of the learning rate that is left, such as 0.1.");

    private Monitor watched = new(nameof(ReduceLearningRateOnPlateau), monitor, mode, minDelta);
    private int waited, cooling;

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options) =>
        (watched, waited, cooling) = (new Monitor(nameof(ReduceLearningRateOnPlateau), monitor, mode, minDelta), 0, 0);

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        if (watched.IsBest(epoch, Training.Options) is not { } best) return;
        if (cooling > 0) (cooling, waited) = (cooling - 1, 0);
        if (best) waited = 0;
        else if (cooling == 0) waited++;
        if (waited < patience || best) return;
        (waited, cooling) = (0, cooldown);
        if (Training.LearningRate > minRate) Training.LearningRate = Math.Max(Training.LearningRate * factor, minRate);
    }
}
