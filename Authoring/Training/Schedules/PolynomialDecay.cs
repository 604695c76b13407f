namespace OnnxForge.Authoring;

/// <summary>(initial - end) * (1 - step / decaySteps) ^ power + end.</summary>
/// <param name="InitialRate">The learning rate of the first step.</param>
/// <param name="DecaySteps">The steps to the end, 1 or more.</param>
/// <param name="EndRate">The learning rate from then on, default 0.0001.</param>
/// <param name="Power">The power, above 0, default 1: a line.</param>
/// <param name="Cycle">Whether it rises again after the end, toward twice, three times, ... as many steps; default false.</param>
[CustomObject("onnxforge/polynomial-decay")]
public sealed record PolynomialDecay(double InitialRate, long DecaySteps, double EndRate = 0.0001, double Power = 1, bool Cycle = false) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Rate(long step)
    {
        double length = Positive(nameof(DecaySteps), DecaySteps);
        if (Cycle) length *= Math.Max(1, Math.Ceiling(step / length));
        return (InitialRate - EndRate) * Math.Pow(1 - Math.Min(step, length) / length, Power) + EndRate;
    }
}
