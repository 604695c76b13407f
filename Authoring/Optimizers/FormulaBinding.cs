using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>An optimizer of a formula at work.</summary>
internal sealed class FormulaBinding(FormulaOptimizer formula, IReadOnlyList<NamedWeight> weights, double rate) : BoundOptimizer
{
    private readonly WeightState[] states = [.. weights.Select(weight => new WeightState(weight.Weight))];
    private IReadOnlyList<NamedWeight> weights = weights;

    public FormulaOptimizer Formula => formula;

    public IEnumerable<(Parameter Weight, WeightState State)> Weights => weights.Select(weight => weight.Weight).Zip(states);

    protected override double CurrentRate { get; set; } = rate;

    public override void ZeroGradients()
    {
        foreach (var weight in weights) weight.Weight.grad = null;
    }

    public override void Step()
    {
        using var noGradient = no_grad();
        foreach (var (weight, state) in weights.Zip(states))
        {
            using var scope = NewDisposeScope();
            if (weight.Weight.grad is not { } gradient) continue;
            state.Step++;
            state.LearningRate = CurrentRate;
            formula.Update(weight.Weight, gradient, state);
        }
    }

    public override bool Rebind(IReadOnlyList<NamedWeight> weights)
    {
        this.weights = weights;
        foreach (var (weight, state) in weights.Zip(states)) state.Move(weight.Weight);
        return true;
    }

    public override void Save(CheckpointState state)
    {
        state.Set("learningRate", CurrentRate);
        foreach (var (weight, own) in weights.Zip(states)) own.Save(state.Part(weight.Path));
    }

    public override void Load(CheckpointState state)
    {
        CurrentRate = state.GetDouble("learningRate");
        foreach (var (weight, own) in weights.Zip(states)) own.Load(state.Part(weight.Path));
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in states) state.Free();
    }
}
