using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Steps by the gradient over the root of the sum of all squared gradients so far (Duchi et al. 2011).</summary>
/// <param name="LearningRate">The size of a step, above 0, default 0.001.</param>
/// <param name="InitialAccumulator">What the sum begins with, 0 or more, default 0.1.</param>
/// <param name="Epsilon">What keeps the division from 0, above 0, default 1e-7.</param>
[CustomObject("onnxforge/adagrad")]
public sealed record Adagrad(double LearningRate = 0.001, double InitialAccumulator = 0.1, double Epsilon = 1e-7) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.Adagrad(parameters, LearningRate, initial_accumulator_value: InitialAccumulator, eps: Epsilon));
}
