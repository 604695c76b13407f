using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Steps by the gradient times the root mean square of past steps over that of past gradients (Zeiler 2012, whose learning rate is 1).</summary>
/// <param name="LearningRate">What each step is multiplied by, above 0, default 0.001.</param>
/// <param name="Rho">The decay of both means, from 0 to below 1, default 0.95.</param>
/// <param name="Epsilon">What is added to both means, above 0, default 1e-7.</param>
/// <exception cref="ConfigException">A share is not from 0 to below 1.</exception>
[CustomObject("onnxforge/adadelta")]
public sealed record Adadelta(double LearningRate = 0.001, double Rho = 0.95, double Epsilon = 1e-7) : Optimizer
{
    /// <summary>The decay of both means.</summary>
    public double Rho { get; init; } = Settings.Rate(Rho, nameof(Adadelta), "rho");

    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) =>
        TorchOptimizer.Bind(weights, parameters => torch.optim.Adadelta(parameters, LearningRate, Rho, Epsilon));
}
