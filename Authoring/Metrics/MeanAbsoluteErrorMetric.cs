using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The mean of |prediction - target|.</summary>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[Alias("mae")]
[CustomObject("onnxforge/mean-absolute-error-metric")]
public sealed class MeanAbsoluteErrorMetric(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => (prediction - target).abs();
}
