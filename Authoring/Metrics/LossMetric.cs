using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The mean of a loss's values over all batches, to watch a loss that is not trained. Unlike a loss, a mean of weighted values is divided by the sum of the weights.</summary>
/// <param name="loss">The loss; its reduction does not count here.</param>
/// <param name="name">The name in histories and status lines; null means the loss's.</param>
[CustomObject("onnxforge/loss-metric")]
public sealed class LossMetric(Loss loss, string? name = null) : MeanMetric(name ?? loss?.Name)
{
    /// <summary>The loss.</summary>
    public Loss Loss { get; } = loss ?? throw new ArgumentNullException(nameof(loss));

    /// <inheritdoc/>
    internal override (Tensor Values, Tensor? Counted) Measure(Tensor target, Tensor prediction) => Loss.Measure(target, prediction);
}
