namespace OnnxForge.Authoring;

/// <summary>What one output of a model is trained and measured with.</summary>
/// <param name="Loss">What training makes small.</param>
/// <param name="Metrics">What is measured beside it.</param>
/// <param name="Weight">What its loss is multiplied by in the sum of all outputs' losses.</param>
internal sealed record CompiledOutput(Loss Loss, IReadOnlyList<Metric> Metrics, double Weight)
{
    /// <summary>What training makes small, one number.</summary>
    public Loss Loss { get; } = Loss.Reduction != Reduction.None ? Loss
        : throw new ConfigException($"Loss {Loss.Name}", "a reduction to one number", "none", "Compile with Reduction.Mean or Reduction.Sum.");
}
