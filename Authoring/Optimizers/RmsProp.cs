using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Steps by the gradient over the root of the fading mean of squared gradients (Tieleman and Hinton 2012).</summary>
/// <param name="LearningRate">The size of a step, above 0, default 0.001.</param>
/// <param name="Rho">The decay of the mean, from 0 to below 1, default 0.9.</param>
/// <param name="Momentum">How much of the last step goes on, from 0 to below 1, default 0.</param>
/// <param name="Epsilon">What is added to the root, above 0, default 1e-7.</param>
/// <param name="Centered">Whether the square of the mean gradient is taken off the mean square, which leaves the variance; default no.</param>
/// <exception cref="ConfigException">A share is not from 0 to below 1.</exception>
[Alias("rmsprop")]
[CustomObject("onnxforge/rmsprop")]
public sealed record RmsProp(double LearningRate = 0.001, double Rho = 0.9, double Momentum = 0, double Epsilon = 1e-7, bool Centered = false) : Optimizer
{
    /// <summary>The decay of the mean.</summary>
    public double Rho { get; init; } = Settings.Rate(Rho, nameof(RmsProp), "rho");

    /// <summary>How much of the last step goes on.</summary>
    public double Momentum { get; init; } = Settings.Rate(Momentum, nameof(RmsProp), "momentum");

    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.RMSProp(parameters, LearningRate, Rho, Epsilon, momentum: Momentum, centered: Centered));
}
