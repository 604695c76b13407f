namespace OnnxForge.Cli;

/// <summary>One comparison.</summary>
/// <param name="Name">What was compared, such as <c>batch 7</c>.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Values">The output values compared.</param>
/// <param name="MaxAbsolute">The largest absolute difference.</param>
/// <param name="MaxRelative">The largest difference relative to the expected value, of the values that are not zero within the tolerance.</param>
/// <param name="Mismatch">The first value out of tolerance, in words; null when none is.</param>
internal sealed record ParityCaseResult(string Name, long Rows, long Values, double MaxAbsolute, double MaxRelative, string? Mismatch)
{
    /// <summary>Whether every value is within the tolerances.</summary>
    public bool Holds => Mismatch is null;
}
