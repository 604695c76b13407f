namespace OnnxForge.Export;

/// <summary>What one run of a pass did.</summary>
/// <param name="Changes">One sentence a change, in the order of the graph.</param>
/// <param name="Skipped">One sentence for each place that looked fit but was left alone, with the reason.</param>
internal sealed record PassResult(IReadOnlyList<string> Changes, IReadOnlyList<string> Skipped)
{
    /// <summary>How many changes.</summary>
    public int Changed => Changes.Count;
}
