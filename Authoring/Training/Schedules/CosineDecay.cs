namespace OnnxForge.Authoring;

/// <summary>Half a cosine from a learning rate down to a part of it (Loshchilov and Hutter 2016), after a warm-up in a line where one is wanted.</summary>
/// <param name="InitialRate">The learning rate of the first step.</param>
/// <param name="DecaySteps">The steps of the descent, 1 or more.</param>
/// <param name="Alpha">Which part of the highest rate is left at the end, default 0.</param>
/// <param name="WarmupTarget">The rate that the warm-up ends at and the descent starts from; null (the default) leaves the warm-up out.</param>
/// <param name="WarmupSteps">The steps of the warm-up, before those of the descent; default 0.</param>
[CustomObject("onnxforge/cosine-decay")]
public sealed record CosineDecay(double InitialRate, long DecaySteps, double Alpha = 0, double? WarmupTarget = null, long WarmupSteps = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Rate(long step)
    {
        var length = Positive(nameof(DecaySteps), DecaySteps);
        if (WarmupTarget is not { } target) return Descent(InitialRate, step, length);
        return step < WarmupSteps ? InitialRate + (target - InitialRate) * step / WarmupSteps : Descent(target, step - WarmupSteps, length);
    }

    private double Descent(double from, long step, long length)
    {
        var cosine = 0.5 * (1 + Math.Cos(Math.PI * Math.Min(step, length) / length));
        return from * ((1 - Alpha) * cosine + Alpha);
    }
}
