namespace OnnxForge.Authoring;

/// <summary>The sum of the predictions over all batches, each times its sample weight.</summary>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/sum-metric")]
public sealed class SumMetric(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    public override double Result() => Total;
}
