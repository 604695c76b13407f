namespace OnnxForge.Export;

/// <summary>How far a value may lie from the expected one: <c>absolute + relative * max(|expected|, root mean square of the output)</c>.</summary>
/// <param name="Absolute">The absolute part.</param>
/// <param name="Relative">The relative part.</param>
/// <param name="Unit">The largest error of one rounding in the graph, relative to the value.</param>
internal sealed record Tolerance(double Absolute, double Relative, double Unit)
{
    /// <summary>As many roundings in a row give the relative part.</summary>
    public double Roundings => Unit == 0 ? 0 : Relative / Unit;
}
