namespace OnnxForge.Authoring;

/// <summary>One rise and one descent over the whole training, each half a cosine (Smith and Topin 2018).</summary>
/// <param name="MaximumRate">The highest learning rate.</param>
/// <param name="TotalSteps">The steps of the whole training, 2 or more; it stays at its end after them.</param>
/// <param name="RiseFraction">The part of the steps that rises, above 0 and below 1, default 0.3.</param>
/// <param name="StartDivisor">The highest rate over the first one, above 0, default 25.</param>
/// <param name="EndDivisor">The first rate over the last one, above 0, default 10,000.</param>
[CustomObject("onnxforge/one-cycle")]
public sealed record OneCycle(double MaximumRate, long TotalSteps, double RiseFraction = 0.3, double StartDivisor = 25, double EndDivisor = 1e4) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Rate(long step)
    {
        var (top, last) = (RiseFraction * Positive(nameof(TotalSteps), TotalSteps) - 1, TotalSteps - 1.0);
        if (top <= 0 || top >= last)
            throw new ConfigException(nameof(OneCycle), "a rise of more than 1 step and less than all", $"{RiseFraction} of {TotalSteps} steps", "Give more steps, or another fraction.");
        var (first, end) = (MaximumRate / StartDivisor, MaximumRate / StartDivisor / EndDivisor);
        return step <= top ? Between(first, MaximumRate, step / top) : Between(MaximumRate, end, (Math.Min(step, last) - top) / (last - top));
    }

    private static double Between(double from, double to, double part) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * part));
}
