using TorchSharp;
using TorchSharp.Modules;

namespace OnnxForge.Authoring;

/// <summary>One of TorchSharp's optimizers at work.</summary>
internal sealed class TorchOptimizer : BoundOptimizer
{
    private readonly IReadOnlyList<NamedWeight> weights;
    private readonly torch.optim.Optimizer optimizer;

    private TorchOptimizer(IReadOnlyList<NamedWeight> weights, torch.optim.Optimizer optimizer) => (this.weights, this.optimizer) = (weights, optimizer);

    /// <summary>Binds an optimizer that TorchSharp makes; what it refuses (a learning rate below 0, say) is a config error.</summary>
    public static TorchOptimizer Bind(IReadOnlyList<NamedWeight> weights, Func<IReadOnlyList<Parameter>, torch.optim.Optimizer> create)
    {
        try
        {
            return new TorchOptimizer(weights, create([.. weights.Select(weight => weight.Weight)]));
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

    protected override void Dispose(bool disposing)
    {
        if (disposing) optimizer.Dispose();
    }
}
