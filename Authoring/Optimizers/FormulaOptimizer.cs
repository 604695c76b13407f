using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>An optimizer of one formula: how a weight follows its gradient. States, their move to another device or type, and learning rates that change are taken care of.</summary>
/// <remarks><code>
/// [CustomObject("package/sign-descent")]
/// public sealed record SignDescent(double LearningRate = 0.001) : FormulaOptimizer(LearningRate)
/// {
///     protected override void Update(Tensor weight, Tensor gradient, WeightState state) => weight.sub_(gradient.sign() * state.LearningRate);
/// }
/// </code></remarks>
/// <param name="LearningRate">The size of a step at first, 0 or more.</param>
public abstract record FormulaOptimizer(double LearningRate) : Optimizer
{
    /// <summary>The size of a step at first.</summary>
    public double LearningRate { get; init; } = Settings.AtLeast(0, LearningRate, "Optimizer", "learningRate");

    /// <inheritdoc/>
    public sealed override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) => new FormulaBinding(this, weights, LearningRate);

    /// <summary>Changes a weight in place, once. Runs without gradients; what it makes is disposed after it.</summary>
    /// <param name="weight">The weight, of any shape.</param>
    /// <param name="gradient">Its gradient, of its shape; not changed in place.</param>
    /// <param name="state">The number of the step, the learning rate, and what is kept of this weight between steps.</param>
    protected internal abstract void Update(Tensor weight, Tensor gradient, WeightState state);
}
