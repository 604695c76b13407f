using TorchSharp;
using TorchSharp.Modules;

namespace OnnxForge.Authoring;

/// <summary>One of TorchSharp's optimizers at work.</summary>
internal sealed class TorchOptimizer : BoundOptimizer
{
    private readonly Func<IReadOnlyList<Parameter>, torch.optim.Optimizer> create;
    private IReadOnlyList<NamedWeight> weights;
    private torch.optim.Optimizer optimizer;
    private IReadOnlyList<OptimizerState> states;

    private TorchOptimizer(IReadOnlyList<NamedWeight> weights, Func<IReadOnlyList<Parameter>, torch.optim.Optimizer> create)
    {
        (this.weights, this.create) = (weights, create);
        (optimizer, states) = Create();
    }

    /// <summary>Binds an optimizer that TorchSharp makes; what it refuses (a learning rate below 0, say) is a config error.</summary>
    public static TorchOptimizer Bind(IReadOnlyList<NamedWeight> weights, Func<IReadOnlyList<Parameter>, torch.optim.Optimizer> create)
    {
        try
        {
            return new TorchOptimizer(weights, create);
        }
        catch (ArgumentException error)
        {
            throw new ConfigException("Optimizer", "settings in their ranges", $"a refusal ({error.Message})", "Correct the setting.", error);
        }
    }

    protected override double CurrentRate
    {
        get => optimizer.ParamGroups.First().LearningRate;
        set
        {
            foreach (var group in optimizer.ParamGroups) group.LearningRate = value;
        }
    }

    public override void ZeroGradients()
    {
        // No gradient rather than one of zeros: backward then hands its result over instead of adding to it.
        foreach (var weight in weights) weight.Weight.grad = null;
    }

    public override void Step() => optimizer.step();

    public override bool Rebind(IReadOnlyList<NamedWeight> weights)
    {
        var (old, oldStates, rate) = (optimizer, states, CurrentRate);
        this.weights = weights;
        (optimizer, states) = Create();
        foreach (var (from, to, weight) in oldStates.Zip(states, weights)) TorchOptimizerState.Move(from, to, weight.Weight);
        CurrentRate = rate;
        old.Dispose();
        return true;
    }

    public override void Save(CheckpointState state)
    {
        state.Set("learningRate", CurrentRate);
        foreach (var (own, weight) in states.Zip(weights)) TorchOptimizerState.Save(own, state.Part(weight.Path));
    }

    public override void Load(CheckpointState state)
    {
        CurrentRate = state.GetDouble("learningRate");
        foreach (var (own, weight) in states.Zip(weights)) TorchOptimizerState.Load(state.Part(weight.Path), own, weight.Weight);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) optimizer.Dispose();
    }

    // The states are asked for at once: TorchSharp finds them by the weights' native handles, which a move takes away.
    private (torch.optim.Optimizer, IReadOnlyList<OptimizerState>) Create()
    {
        var created = create([.. weights.Select(weight => weight.Weight)]);
        return (created, created is OptimizerHelper helper ? helper.state_dict().State : []);
    }
}
