using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Steps of one size for every value, in the direction of the sign of a mean of gradients (Chen et al. 2023).</summary>
/// <param name="LearningRate">The size of a step, 0 or more, default 0.001.</param>
/// <param name="Beta1">The share of the past in a step's direction, from 0 to below 1, default 0.9.</param>
/// <param name="Beta2">The decay of the mean of gradients, from 0 to below 1, default 0.99.</param>
/// <exception cref="ConfigException">A number is out of its range.</exception>
[CustomObject("onnxforge/lion")]
public sealed record Lion(double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.99) : FormulaOptimizer(LearningRate)
{
    /// <summary>The share of the past in a step's direction.</summary>
    public double Beta1 { get; init; } = Settings.Rate(Beta1, nameof(Lion), "beta1");

    /// <summary>The decay of the mean of gradients.</summary>
    public double Beta2 { get; init; } = Settings.Rate(Beta2, nameof(Lion), "beta2");

    /// <inheritdoc/>
    protected internal override void Update(Tensor weight, Tensor gradient, WeightState state)
    {
        var mean = state.Get("mean");
        weight.sub_((mean * Beta1 + gradient * (1 - Beta1)).sign() * state.LearningRate);
        mean.mul_(Beta2).add_(gradient, 1 - Beta2);
    }
}
