using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Steps down the gradient, with momentum where wanted.</summary>
/// <param name="LearningRate">The size of a step, above 0, default 0.01.</param>
/// <param name="Momentum">How much of the last step goes on, from 0 to below 1, default 0.</param>
/// <param name="Nesterov">Whether the gradient is taken ahead of the momentum; needs a momentum above 0.</param>
[CustomObject("onnxforge/stochastic-gradient-descent")]
public sealed record StochasticGradientDescent(double LearningRate = 0.01, double Momentum = 0, bool Nesterov = false) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.SGD(parameters, LearningRate, Momentum, nesterov: Nesterov));
}
