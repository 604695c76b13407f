using System.Text.Json.Serialization;

namespace OnnxForge.Authoring;

/// <summary>Sets the learning rate at the start of each epoch; for one that changes with every step, wrap the optimizer in <see cref="Scheduled"/>.</summary>
/// <remarks>One of a schedule has a config; one of a function has none.</remarks>
[CustomObject("onnxforge/learning-rate-scheduler")]
public sealed class LearningRateScheduler : Callback
{
    /// <summary>A schedule over the epochs: the first one is its step 0.</summary>
    /// <param name="schedule">The learning rates.</param>
    [JsonConstructor]
    public LearningRateScheduler(LearningRateSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
    }

    /// <summary>A function of the epoch.</summary>
    /// <param name="rate">The learning rate of an epoch, which is counted from 1.</param>
    public LearningRateScheduler(Func<int, double> rate) : this(new RateOfEpoch(rate ?? throw new ArgumentNullException(nameof(rate)))) { }

    /// <summary>The learning rates, the first epoch as step 0.</summary>
    public LearningRateSchedule Schedule { get; }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => Training.LearningRate = Schedule.Rate(epoch - 1);

    private sealed record RateOfEpoch(Func<int, double> Function) : LearningRateSchedule
    {
        public override double Rate(long step) => Function((int)step + 1);
    }
}
