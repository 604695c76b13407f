using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The share of predictions on their target's side of a threshold; targets are 0 and 1.</summary>
/// <param name="threshold">Above it, a prediction is 1; default 0.5.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/binary-accuracy")]
public sealed class BinaryAccuracy(double threshold = 0.5, string? name = null) : MeanMetric(name)
{
    /// <summary>Above it, a prediction is 1.</summary>
    public double Threshold { get; } = threshold;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => prediction.gt(Threshold).to(target.dtype).eq(target);
}
