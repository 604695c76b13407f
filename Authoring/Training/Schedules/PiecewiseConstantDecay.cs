namespace OnnxForge.Authoring;

/// <summary>A learning rate for each stretch of steps.</summary>
/// <param name="Boundaries">The last step of each stretch but the last, rising.</param>
/// <param name="Values">The learning rate of each stretch, one more than boundaries.</param>
[CustomObject("onnxforge/piecewise-constant-decay")]
public sealed record PiecewiseConstantDecay(IReadOnlyList<long> Boundaries, IReadOnlyList<double> Values) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Rate(long step)
    {
        if (Values.Count != Boundaries.Count + 1 || Boundaries.Zip(Boundaries.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new ConfigException(nameof(PiecewiseConstantDecay), "boundaries that rise, and one value more than boundaries",
                $"boundaries {string.Join(", ", Boundaries)} and {Values.Count} values", "Correct the schedule.");
        }
        return Values[Boundaries.TakeWhile(last => step > last).Count()];
    }
}
