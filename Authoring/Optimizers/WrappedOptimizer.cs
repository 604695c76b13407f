namespace OnnxForge.Authoring;

/// <summary>An optimizer at work with something added to it; by itself it does what the inner one does.</summary>
/// <param name="inner">The optimizer inside, owned by this one.</param>
internal abstract class WrappedOptimizer(BoundOptimizer inner) : BoundOptimizer
{
    protected override double CurrentRate
    {
        get => inner.LearningRate;
        set => inner.LearningRate = value;
    }

    public override void ZeroGradients() => inner.ZeroGradients();

    public override void Step() => inner.Step();

    public override bool Flush() => inner.Flush();

    public override bool Rebind(IReadOnlyList<NamedWeight> weights) => inner.Rebind(weights);

    public override void Save(CheckpointState state) => inner.Save(state.Part("inner"));

    public override void Load(CheckpointState state) => inner.Load(state.Part("inner"));

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
    }
}
