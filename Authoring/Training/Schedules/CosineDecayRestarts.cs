namespace OnnxForge.Authoring;

/// <summary>Half cosines one after the other, each longer and from a lower rate by a factor (Loshchilov and Hutter 2016).</summary>
/// <param name="InitialRate">The learning rate of the first step.</param>
/// <param name="FirstDecaySteps">The steps of the first descent, 1 or more.</param>
/// <param name="LengthFactor">How much longer each descent is than the one before, 1 or more, default 2.</param>
/// <param name="RateFactor">What each descent's first rate is of the one before, default 1.</param>
/// <param name="Alpha">Which part of the initial rate is left at the end of a descent, default 0.</param>
[CustomObject("onnxforge/cosine-decay-restarts")]
public sealed record CosineDecayRestarts(double InitialRate, long FirstDecaySteps, double LengthFactor = 2, double RateFactor = 1, double Alpha = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Rate(long step)
    {
        if (LengthFactor < 1) throw new ConfigException(nameof(CosineDecayRestarts), "a length factor of 1 or more", $"{LengthFactor}", "Correct the schedule.");
        var (start, length, height) = (0.0, (double)Positive(nameof(FirstDecaySteps), FirstDecaySteps), 1.0);
        while (step >= start + length) (start, length, height) = (start + length, length * LengthFactor, height * RateFactor);
        var cosine = 0.5 * height * (1 + Math.Cos(Math.PI * (step - start) / length));
        return InitialRate * ((1 - Alpha) * cosine + Alpha);
    }
}
