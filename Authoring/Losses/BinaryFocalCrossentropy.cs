using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Binary cross-entropy of each element times (1 - q)^<paramref name="Gamma"/>, q being the probability of what is true, so that easy samples count less (Lin et al. 2017).</summary>
/// <param name="ApplyClassBalancing">Whether ones are also multiplied by <paramref name="Alpha"/> and zeros by 1 - <paramref name="Alpha"/>.</param>
/// <param name="Alpha">The weight of ones, from 0 to 1, default 0.25.</param>
/// <param name="Gamma">How much easy samples are held down, 0 or more, default 2.</param>
/// <param name="FromLogits">Whether predictions are logits, any number, instead of probabilities from 0 to 1.</param>
/// <param name="LabelSmoothing">From 0, the default, to 1: how far targets are drawn towards one half.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/binary-focal-crossentropy")]
public sealed record BinaryFocalCrossentropy(bool ApplyClassBalancing = false, double Alpha = 0.25, double Gamma = 2.0, bool FromLogits = false, double LabelSmoothing = 0, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <summary>The weight of ones.</summary>
    public double Alpha { get; init; } = Settings.Between(0, 1, Alpha, nameof(BinaryFocalCrossentropy), "alpha");

    /// <summary>How much easy samples are held down.</summary>
    public double Gamma { get; init; } = Settings.AtLeast(0, Gamma, nameof(BinaryFocalCrossentropy), "gamma");

    /// <summary>How far targets are drawn towards one half.</summary>
    public double LabelSmoothing { get; init; } = Settings.Between(0, 1, LabelSmoothing, nameof(BinaryFocalCrossentropy), "labelSmoothing");

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        var smooth = Probabilities.Smooth(target, LabelSmoothing, 2);
        var one = Probabilities.Clip(FromLogits ? prediction.sigmoid() : prediction);
        var wrong = smooth * (1 - one) + (1 - smooth) * one;
        var values = wrong.pow(Gamma) * BinaryCrossentropy.Compute(target, prediction, FromLogits, LabelSmoothing);
        return ApplyClassBalancing ? values * (smooth * Alpha + (1 - smooth) * (1 - Alpha)) : values;
    }

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        if (!FromLogits) Probabilities.Require(Name, prediction);
    }
}
