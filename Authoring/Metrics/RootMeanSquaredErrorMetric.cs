using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The square root of the mean of (prediction - target)², in the target's unit.</summary>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[Alias("rmse")]
[CustomObject("onnxforge/root-mean-squared-error-metric")]
public sealed class RootMeanSquaredErrorMetric(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    public override double Result() => Math.Sqrt(base.Result());

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => (prediction - target).square();
}
