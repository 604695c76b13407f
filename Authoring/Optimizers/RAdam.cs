using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Adam whose first steps follow the mean of gradients alone, until the mean of their squares says enough (Liu et al. 2019).</summary>
/// <param name="LearningRate">The size of a step, 0 or more, default 0.001.</param>
/// <param name="Beta1">The decay of the mean of gradients, from 0 to below 1, default 0.9.</param>
/// <param name="Beta2">The decay of the mean of squared gradients, from 0 to below 1, default 0.999.</param>
/// <param name="Epsilon">What keeps the division from 0, above 0, default 1e-7.</param>
/// <exception cref="ConfigException">A number is out of its range.</exception>
[Alias("radam")]
[CustomObject("onnxforge/radam")]
public sealed record RAdam(double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-7) : FormulaOptimizer(LearningRate)
{
    /// <summary>The decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = Settings.Rate(Beta1, nameof(RAdam), "beta1");

    /// <summary>The decay of the mean of squared gradients.</summary>
    public double Beta2 { get; init; } = Settings.Rate(Beta2, nameof(RAdam), "beta2");

    /// <summary>What keeps the division from 0.</summary>
    public double Epsilon { get; init; } = Settings.Above(0, Epsilon, nameof(RAdam), "epsilon");

    /// <inheritdoc/>
    protected internal override void Update(Tensor weight, Tensor gradient, WeightState state)
    {
        var (mean, square) = (state.Get("mean"), state.Get("square"));
        mean.mul_(Beta1).add_(gradient, 1 - Beta1);
        square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var seen = 1 - Math.Pow(Beta2, state.Step);
        var rate = state.LearningRate / (1 - Math.Pow(Beta1, state.Step));
        // The length of a plain average that would be as uncertain as the fading one: in the limit, and after the steps so far.
        var limit = 2 / (1 - Beta2) - 1;
        var length = limit - 2 * state.Step * (1 - seen) / seen;
        if (length <= 5)
        {
            weight.sub_(mean * rate);
            return;
        }
        var rectification = Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
        weight.addcdiv_(mean, square.sqrt().add_(Epsilon), -rate * rectification * Math.Sqrt(seen));
    }
}
