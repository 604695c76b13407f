using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A step size of each value's own, by the sign of its gradient alone: larger while the sign stays, smaller where it changes (Riedmiller and Braun 1993). For whole data sets, not for small batches.</summary>
/// <remarks>Where the sign changed, the value rests for a step. A learning rate that changes later scales all sizes.</remarks>
/// <param name="LearningRate">The size of the first step, 0 or more, default 0.01.</param>
/// <param name="EtaMinus">What the size is multiplied by where the sign changed, from 0 to 1, default 0.5.</param>
/// <param name="EtaPlus">What the size is multiplied by where it stayed, 1 or more, default 1.2.</param>
/// <param name="MinStep">The smallest size, 0 or more, default 1e-6.</param>
/// <param name="MaxStep">The greatest size, MinStep or more, default 50.</param>
/// <exception cref="ConfigException">A number is out of its range.</exception>
[CustomObject("onnxforge/rprop")]
public sealed record Rprop(double LearningRate = 0.01, double EtaMinus = 0.5, double EtaPlus = 1.2, double MinStep = 1e-6, double MaxStep = 50) : FormulaOptimizer(LearningRate)
{
    /// <summary>What the size is multiplied by where the sign changed.</summary>
    public double EtaMinus { get; init; } = Settings.Between(0, 1, EtaMinus, nameof(Rprop), "etaMinus");

    /// <summary>What the size is multiplied by where it stayed.</summary>
    public double EtaPlus { get; init; } = Settings.AtLeast(1, EtaPlus, nameof(Rprop), "etaPlus");

    /// <summary>The smallest size.</summary>
    public double MinStep { get; init; } = Settings.AtLeast(0, MinStep, nameof(Rprop), "minStep");

    /// <summary>The greatest size.</summary>
    public double MaxStep { get; init; } = Settings.AtLeast(MinStep, MaxStep, nameof(Rprop), "maxStep");

    /// <inheritdoc/>
    protected internal override void Update(Tensor weight, Tensor gradient, WeightState state)
    {
        if (state.LearningRate == 0) return;
        var (size, past) = (state.Get("size", 1), state.Get("gradient"));
        var agreement = gradient * past;
        var (same, changed) = (agreement.gt(0), agreement.lt(0));
        using Scalar least = MinStep / state.LearningRate, most = MaxStep / state.LearningRate, zero = 0;
        size.copy_(where(same, size * EtaPlus, where(changed, size * EtaMinus, size)).clamp(least, most));
        past.copy_(gradient.masked_fill(changed, zero));
        weight.sub_(past.sign() * size * state.LearningRate);
    }
}
