using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Adam with Nesterov momentum, whose schedule decays as in Dozat 2016 (0.96 to the power of 0.004 a step).</summary>
/// <param name="LearningRate">The size of a step, above 0, default 0.001.</param>
/// <param name="Beta1">The decay of the mean of gradients, from 0 to below 1, default 0.9.</param>
/// <param name="Beta2">The decay of the mean of squared gradients, from 0 to below 1, default 0.999.</param>
/// <param name="Epsilon">What keeps the division from 0, above 0, default 1e-7.</param>
[CustomObject("onnxforge/nadam")]
public sealed record Nadam(double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-7) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.NAdam(parameters, LearningRate, Beta1, Beta2, Epsilon));
}
