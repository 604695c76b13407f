namespace OnnxForge.Authoring;

/// <summary>initial / (1 + decayRate * step / decaySteps).</summary>
/// <param name="InitialRate">The learning rate of the first step.</param>
/// <param name="DecaySteps">The steps of a period, 1 or more.</param>
/// <param name="DecayRate">What a period adds to the divisor, 0 or more.</param>
/// <param name="Staircase">Whether it changes only once a period, at once; default false.</param>
[CustomObject("onnxforge/inverse-time-decay")]
public sealed record InverseTimeDecay(double InitialRate, long DecaySteps, double DecayRate, bool Staircase = false) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Rate(long step)
    {
        var periods = (double)step / Positive(nameof(DecaySteps), DecaySteps);
        return InitialRate / (1 + DecayRate * (Staircase ? Math.Floor(periods) : periods));
    }
}
