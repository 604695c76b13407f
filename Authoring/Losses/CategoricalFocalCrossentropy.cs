using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>-Σ <paramref name="Alpha"/> (1 - p)^<paramref name="Gamma"/> t log p over the classes, one value a sample, so that easy samples count less (Lin et al. 2017); probabilities as in <see cref="CategoricalCrossentropy"/>.</summary>
/// <param name="Alpha">The weight of all classes, 0 or more, default 0.25.</param>
/// <param name="Gamma">How much easy samples are held down, 0 or more, default 2.</param>
/// <param name="FromLogits">Whether predictions are logits, any number, instead of probabilities from 0 to 1.</param>
/// <param name="LabelSmoothing">From 0, the default, to 1: how far targets are drawn towards 1 / classes.</param>
/// <param name="Axis">The dimension of the classes: -1, the default, in <c>[batch, ..., classes]</c>; 1 in <c>[batch, classes, height, width]</c>.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/categorical-focal-crossentropy")]
public sealed record CategoricalFocalCrossentropy(double Alpha = 0.25, double Gamma = 2.0, bool FromLogits = false, double LabelSmoothing = 0, int Axis = -1, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <summary>The weight of all classes.</summary>
    public double Alpha { get; init; } = Settings.AtLeast(0, Alpha, nameof(CategoricalFocalCrossentropy), "alpha");

    /// <summary>How much easy samples are held down.</summary>
    public double Gamma { get; init; } = Settings.AtLeast(0, Gamma, nameof(CategoricalFocalCrossentropy), "gamma");

    /// <summary>How far targets are drawn towards 1 / classes.</summary>
    public double LabelSmoothing { get; init; } = Settings.Between(0, 1, LabelSmoothing, nameof(CategoricalFocalCrossentropy), "labelSmoothing");

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        var logs = Probabilities.Logs(prediction, Axis, FromLogits);
        var wrong = 1 - Probabilities.Clip(logs.exp());
        return -(Alpha * wrong.pow(Gamma) * Probabilities.Smooth(target, LabelSmoothing, ClassAxis.Size(prediction, Axis)) * logs).sum(Axis);
    }

    /// <inheritdoc/>
    protected override void CheckShapes(Tensor target, Tensor prediction)
    {
        base.CheckShapes(target, prediction);
        ClassAxis.Require(Name, prediction, Axis, 2);
        if (!FromLogits) Probabilities.Require(Name, prediction);
    }
}
