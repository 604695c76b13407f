using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The share of predictions that equal their target: for labels, not for scores.</summary>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/accuracy")]
public sealed class Accuracy(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => target.eq(prediction);
}
