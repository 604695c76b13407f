using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The mean of (prediction - target)².</summary>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[Alias("mse")]
[CustomObject("onnxforge/mean-squared-error-metric")]
public sealed class MeanSquaredErrorMetric(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => (prediction - target).square();
}
