using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Steps down the gradient, with momentum where wanted.</summary>
/// <param name="LearningRate">The size of a step, above 0, default 0.01.</param>
/// <param name="Momentum">How much of the last step goes on, from 0 to below 1, default 0.</param>
/// <param name="Nesterov">Whether the gradient is taken ahead of the momentum; needs a momentum above 0.</param>
/// <param name="WeightDecay">What share of each weight is added to its gradient, 0 or more, default 0.</param>
/// <exception cref="ConfigException">A share is not from 0 to below 1.</exception>
[Alias("sgd")]
[CustomObject("onnxforge/stochastic-gradient-descent")]
public sealed record StochasticGradientDescent(double LearningRate = 0.01, double Momentum = 0, bool Nesterov = false, double WeightDecay = 0) : Optimizer
{
    /// <summary>How much of the last step goes on.</summary>
    public double Momentum { get; init; } = Settings.Rate(Momentum, nameof(StochasticGradientDescent), "momentum");

    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.SGD(parameters, LearningRate, Momentum, weight_decay: WeightDecay, nesterov: Nesterov));
}
