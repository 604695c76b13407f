using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Adam that also shrinks every weight by a share of itself at each step, apart from the gradient (Loshchilov and Hutter 2017).</summary>
/// <param name="LearningRate">The size of a step, above 0, default 0.001.</param>
/// <param name="Beta1">The decay of the mean of gradients, from 0 to below 1, default 0.9.</param>
/// <param name="Beta2">The decay of the mean of squared gradients, from 0 to below 1, default 0.999.</param>
/// <param name="Epsilon">What keeps the division from 0, above 0, default 1e-7.</param>
/// <param name="WeightDecay">The share, times the learning rate, 0 or more, default 0.004.</param>
/// <param name="AmsGrad">Whether the greatest mean of squared gradients so far takes the place of the present one (Reddi et al. 2018); default no.</param>
[Alias("adamw")]
[CustomObject("onnxforge/adamw")]
public sealed record AdamW(double LearningRate = 0.001, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-7, double WeightDecay = 0.004, bool AmsGrad = false) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.AdamW(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay, AmsGrad));
}
