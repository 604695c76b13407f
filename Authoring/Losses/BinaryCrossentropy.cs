using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>-(t log p + (1 - t) log(1 - p)) of each element, for targets t from 0 to 1 and probabilities p; without logits, p is kept 1e-7 away from 0 and 1.</summary>
/// <param name="FromLogits">Whether predictions are logits, any number, instead of probabilities from 0 to 1.</param>
/// <param name="LabelSmoothing">From 0, the default, to 1: how far targets are drawn towards one half.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[Alias("bce")]
[CustomObject("onnxforge/binary-crossentropy")]
public sealed record BinaryCrossentropy(bool FromLogits = false, double LabelSmoothing = 0, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <summary>How far targets are drawn towards one half.</summary>
    public double LabelSmoothing { get; init; } = Settings.Between(0, 1, LabelSmoothing, nameof(BinaryCrossentropy), "labelSmoothing");

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction) => Compute(target, prediction, FromLogits, LabelSmoothing);

    internal static Tensor Compute(Tensor target, Tensor prediction, bool fromLogits, double labelSmoothing)
    {
        var smooth = Probabilities.Smooth(target, labelSmoothing, 2);
        var (logOne, logZero) = Probabilities.BinaryLogs(prediction, fromLogits);
        return -(smooth * logOne + (1 - smooth) * logZero);
    }

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        if (!FromLogits) Probabilities.Require(Name, prediction);
    }
}
