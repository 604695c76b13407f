using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Adam with the greatest gradient seen, fading, in place of the root of the mean square (Kingma and Ba 2014, section 7).</summary>
/// <param name="LearningRate">The size of a step, above 0, default 0.001.</param>
/// <param name="Beta1">The decay of the mean of gradients, from 0 to below 1, default 0.9.</param>
/// <param name="Beta2">How slowly the greatest gradient fades, from 0 to below 1, default 0.999.</param>
/// <param name="Epsilon">What is added to each gradient's size, above 0, default 1e-7.</param>
[CustomObject("onnxforge/adamax")]
public sealed record Adamax(double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-7) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.Adamax(parameters, LearningRate, Beta1, Beta2, Epsilon));
}
