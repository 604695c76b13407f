namespace OnnxForge.Authoring;

/// <summary>Sets the learning rate at the start of each epoch; for one that changes with every step, wrap the optimizer in <see cref="Scheduled"/>.</summary>
/// <param name="rate">The learning rate of an epoch, which is counted from 1.</param>
public sealed class LearningRateScheduler(Func<int, double> rate) : Callback
{
    /// <summary>A schedule over the epochs: the first one is its step 0.</summary>
    /// <param name="schedule">The learning rates.</param>
    public LearningRateScheduler(LearningRateSchedule schedule) : this(epoch => schedule.Rate(epoch - 1)) { }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => Training.LearningRate = rate(epoch);
}
