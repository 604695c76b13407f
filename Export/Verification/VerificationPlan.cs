namespace OnnxForge.Export;

/// <summary>The sizes and the data on which a file is compared with its function.</summary>
/// <param name="Sizes">The sizes.</param>
/// <param name="Far">The dimensions to make large too.</param>
internal sealed record VerificationPlan(SizePlan Sizes, IReadOnlyCollection<string> Far)
{
    // positions that both sides compute in single precision drift apart as sizes grow
    private static readonly string[] ByPosition = ["GridSample", "Resize"];

    /// <summary>Every kind of data at every size of at least 1.</summary>
    /// <param name="graph">The file's graph.</param>
    /// <param name="seeds">How many sets of data are tried at each size.</param>
    public IReadOnlyList<(SizeAssignment Sizes, long Seed, DataKind Kind)> For(Graph graph, int seeds)
    {
        var kinds = Enum.GetValues<DataKind>();
        var sizes = Sizes.ForVerification(graph.Nodes.Any(n => ByPosition.Contains(n.OpType)) ? [] : Far);
        return [.. sizes.SelectMany(_ => Enumerable.Range(0, seeds), (size, seed) => (size, (long)seed, kinds[seed % kinds.Length]))];
    }
}
