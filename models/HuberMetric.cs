using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>The mean of <see cref="HuberLoss"/> over all samples seen.</summary>
/// <param name="threshold">Where the line begins, above 0, in the target's unit, default 1.</param>
/// <param name="name">The name in histories and status lines; null means <c>huber</c>.</param>
[CustomObject("seed/huber-metric")]
public sealed class HuberMetric(double threshold = 1.0, string? name = null) : MeanMetric(name)
{
    private readonly HuberLoss loss = new(threshold);

    /// <summary>Where the line begins.</summary>
    public double Threshold => loss.Threshold;

    /// <inheritdoc/>
    protected override Tensor Values(Tensor target, Tensor prediction) => loss.Compute(target, prediction);
}
