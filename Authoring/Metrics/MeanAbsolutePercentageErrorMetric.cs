using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The mean of 100 · |prediction - target| / |target|, in percent; a target nearer to 0 than 1e-7 counts as 1e-7.</summary>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[Alias("mape")]
[CustomObject("onnxforge/mean-absolute-percentage-error-metric")]
public sealed class MeanAbsolutePercentageErrorMetric(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => new MeanAbsolutePercentageError().Compute(target, prediction);
}
