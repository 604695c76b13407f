using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Steps by the mean of gradients over the root of the mean of their squares (Kingma and Ba 2014).</summary>
/// <param name="LearningRate">The size of a step, above 0, default 0.001.</param>
/// <param name="Beta1">The decay of the mean of gradients, from 0 to below 1, default 0.9.</param>
/// <param name="Beta2">The decay of the mean of squared gradients, from 0 to below 1, default 0.999.</param>
/// <param name="Epsilon">What keeps the division from 0, above 0, default 1e-7.</param>
/// <param name="AmsGrad">Whether the greatest mean of squared gradients so far takes the place of the present one (Reddi et al. 2018); default no.</param>
[CustomObject("onnxforge/adam")]
public sealed record Adam(double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-7, bool AmsGrad = false) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.Adam(parameters, LearningRate, Beta1, Beta2, Epsilon, amsgrad: AmsGrad));
}
