namespace OnnxForge.Cli;

/// <summary>The eager model against the exported one in ONNX Runtime.</summary>
/// <param name="Cases">The whole test split and some batch sizes.</param>
/// <param name="Differences">The absolute difference of every value of the first case.</param>
/// <param name="AbsoluteTolerance">What a value may differ by.</param>
/// <param name="RelativeTolerance">What it may differ by beside that, relative to the larger of the value and the output's root mean square.</param>
/// <param name="BundleDifference">The largest difference between the model in memory and the reloaded bundle: 0 when equal to the bit.</param>
internal sealed record ParityResult(
    IReadOnlyList<ParityCaseResult> Cases, double[] Differences, double AbsoluteTolerance, double RelativeTolerance, double BundleDifference)
{
    /// <summary>The largest absolute difference of all cases.</summary>
    public double MaxAbsolute => Cases.Max(parity => parity.MaxAbsolute);

    /// <summary>The largest relative difference of all cases.</summary>
    public double MaxRelative => Cases.Max(parity => parity.MaxRelative);

    /// <summary>Whether every value is within the tolerances.</summary>
    public bool Holds => Cases.All(parity => parity.Holds);
}
