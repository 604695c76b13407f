namespace OnnxForge.Export;

/// <summary>What the verification saw.</summary>
/// <param name="Cases">Every comparison.</param>
/// <param name="AbsoluteTolerance">The absolute difference that was allowed.</param>
/// <param name="RelativeTolerance">The relative difference that was allowed, to the expected value or to the output's root mean square, whichever is larger.</param>
public sealed record ParityReport(IReadOnlyList<ParityCase> Cases, double AbsoluteTolerance, double RelativeTolerance)
{
    /// <summary>The largest absolute difference of all cases.</summary>
    public double MaxAbsolute => Cases.Max(c => c.MaxAbsolute);

    /// <summary>The largest relative difference of all cases.</summary>
    public double MaxRelative => Cases.Max(c => c.MaxRelative);
}
