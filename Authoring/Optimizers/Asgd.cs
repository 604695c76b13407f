using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Stochastic gradient descent whose steps become smaller, and whose weights are averaged from a step on (Polyak and Juditsky 1992).</summary>
/// <remarks>Training goes on from the weights themselves; <see cref="UseAverages"/> puts the averages in their place, at the end of a loop by hand.</remarks>
/// <param name="LearningRate">The size of the first step, 0 or more, default 0.01.</param>
/// <param name="Decay">How much smaller steps become, and how much of itself a weight loses in a step of size 1; 0 or more, default 0.0001.</param>
/// <param name="Alpha">The power with which steps become smaller, step t by (1 + Decay * LearningRate * (t - 1)) to it; 0 or more, default 0.75.</param>
/// <param name="AverageFrom">The steps after which averaging begins, 0 or more, default 1,000,000; before, the averages are the weights.</param>
/// <param name="WeightDecay">What of a weight is added to its gradient, 0 or more, default 0.</param>
/// <exception cref="ConfigException">A number is out of its range.</exception>
[CustomObject("onnxforge/asgd")]
public sealed record Asgd(double LearningRate = 0.01, double Decay = 1e-4, double Alpha = 0.75, int AverageFrom = 1_000_000, double WeightDecay = 0) : FormulaOptimizer(LearningRate)
{
    private const string Average = "average";

    /// <summary>How much smaller steps become.</summary>
    public double Decay { get; init; } = Settings.AtLeast(0, Decay, nameof(Asgd), "decay");

    /// <summary>The power with which steps become smaller.</summary>
    public double Alpha { get; init; } = Settings.AtLeast(0, Alpha, nameof(Asgd), "alpha");

    /// <summary>The steps after which averaging begins.</summary>
    public int AverageFrom { get; init; } = Settings.AtLeast(0, AverageFrom, nameof(Asgd), "averageFrom");

    /// <summary>What of a weight is added to its gradient.</summary>
    public double WeightDecay { get; init; } = Settings.AtLeast(0, WeightDecay, nameof(Asgd), "weightDecay");

    /// <summary>Gives each weight the average of what it was.</summary>
    /// <param name="optimizer">What binding such an optimizer gave.</param>
    /// <exception cref="ConfigException">It is another optimizer's.</exception>
    public static void UseAverages(BoundOptimizer optimizer)
    {
        if (optimizer is not FormulaBinding { Formula: Asgd } bound)
            throw new ConfigException(nameof(Asgd), "an optimizer that Asgd.Bind gave", optimizer is null ? "null" : "another", "Pass what new Asgd().Bind(weights) returned.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (weight, state) in bound.Weights.Where(pair => pair.State.Step > 0)) weight.copy_(state.Get(Average));
    }

    /// <inheritdoc/>
    protected internal override void Update(Tensor weight, Tensor gradient, WeightState state)
    {
        var done = state.Step - 1;
        var rate = state.LearningRate / Math.Pow(1 + Decay * state.LearningRate * done, Alpha);
        if (WeightDecay > 0) gradient = gradient.add(weight, WeightDecay);
        weight.mul_(1 - Decay * rate).add_(gradient, -rate);
        var average = state.Get(Average);
        average.add_(weight - average, 1.0 / Math.Max(1, done - AverageFrom));
    }
}
