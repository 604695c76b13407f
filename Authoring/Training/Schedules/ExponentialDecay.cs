namespace OnnxForge.Authoring;

/// <summary>initial * decayRate ^ (step / decaySteps).</summary>
/// <param name="InitialRate">The learning rate of the first step.</param>
/// <param name="DecaySteps">The steps in which it is multiplied by the decay rate once, 1 or more.</param>
/// <param name="DecayRate">What it is multiplied by, above 0.</param>
/// <param name="Staircase">Whether it changes only once in so many steps, at once; default false.</param>
[CustomObject("onnxforge/exponential-decay")]
public sealed record ExponentialDecay(double InitialRate, long DecaySteps, double DecayRate, bool Staircase = false) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Rate(long step)
    {
        var periods = (double)step / Positive(nameof(DecaySteps), DecaySteps);
        return InitialRate * Math.Pow(DecayRate, Staircase ? Math.Floor(periods) : periods);
    }
}
