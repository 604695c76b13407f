namespace OnnxForge.Export;

/// <summary>How far a value may lie from the expected one: <c>absolute + relative * max(|expected|, root mean square of the output)</c>.</summary>
/// <param name="Absolute">The absolute part.</param>
/// <param name="Relative">The relative part.</param>
/// <param name="Unit">The largest error of one rounding in the graph, relative to the value.</param>
internal sealed record Tolerance(double Absolute, double Relative, double Unit)
{
    /// <summary>What one value may differ by.</summary>
    /// <param name="expected">The value.</param>
    /// <param name="scale">The root mean square of its output.</param>
    public double Of(double expected, double scale) => Absolute + Relative * Math.Max(Math.Abs(expected), scale);
}
