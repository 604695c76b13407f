namespace OnnxForge.Authoring;

/// <summary>A learning rate that follows the step: with <see cref="Scheduled"/> the optimizer's steps, with <see cref="LearningRateScheduler"/> the epochs.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of a step, 0 or more.</summary>
    /// <param name="step">How many steps were done before, 0 or more.</param>
    public abstract double Rate(long step);

    /// <summary>A setting that must be above 0.</summary>
    /// <exception cref="ConfigException">It is not.</exception>
    private protected long Positive(string name, long value) =>
        value > 0 ? value : throw new ConfigException(GetType().Name, $"{name} of 1 or more", $"{value}", "Correct the schedule.");
}
