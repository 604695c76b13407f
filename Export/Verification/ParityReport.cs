using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>What the verification saw.</summary>
/// <param name="Cases">Every comparison.</param>
/// <param name="Levels">The optimization levels of ONNX Runtime, at each of which every case was run.</param>
/// <param name="AbsoluteTolerance">The absolute difference that was allowed, the widest of all outputs and cases.</param>
/// <param name="RelativeTolerance">The relative difference that was allowed, to the expected value or to the output's root mean square, whichever is larger; the widest of all outputs and cases.</param>
public sealed record ParityReport(IReadOnlyList<ParityCase> Cases, IReadOnlyList<GraphOptimization> Levels, double AbsoluteTolerance, double RelativeTolerance)
{
    /// <summary>The largest absolute difference of all cases.</summary>
    public double MaxAbsolute => Cases.Max(c => c.MaxAbsolute);

    /// <summary>The largest relative difference of all cases.</summary>
    public double MaxRelative => Cases.Max(c => c.MaxRelative);

    /// <summary>The largest difference of all cases as a share of what was allowed, 0 to 1.</summary>
    public double Used => Cases.Max(c => c.Used);

    /// <summary>How many values of all cases differ by more than the tolerance where the function itself is that sensitive.</summary>
    public long Sensitive => Cases.Sum(c => c.Sensitive);
}
