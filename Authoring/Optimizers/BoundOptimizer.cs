namespace OnnxForge.Authoring;

/// <summary>An optimizer at work on certain weights, with its state for them; disposing it frees the state, not the weights.</summary>
public abstract class BoundOptimizer : IDisposable
{
    /// <summary>The size of a step, 0 or more: at first the settings' own; what is set here holds from the next step on, so that a schedule may change it while training.</summary>
    /// <exception cref="ConfigException">The value set is below 0 or not finite.</exception>
    public double LearningRate
    {
        get => CurrentRate;
        set
        {
            if (!double.IsFinite(value) || value < 0)
                throw new ConfigException("Optimizer", "a learning rate of 0 or more", $"{value}", "Correct the schedule.");
            CurrentRate = value;
        }
    }

    /// <summary>The learning rate as the optimizer keeps it; what is set has been checked.</summary>
    protected abstract double CurrentRate { get; set; }

    /// <summary>Sets the gradients of its weights to zero.</summary>
    public abstract void ZeroGradients();

    /// <summary>Changes the weights by their gradients, once; a weight without a gradient stays.</summary>
    public abstract void Step();

    /// <summary>Applies gradients that are held back for later steps, as at an epoch's end; the default holds none back.</summary>
    /// <returns>Whether weights changed.</returns>
    public virtual bool Flush() => false;

    /// <summary>Goes on with the same weights after they were moved to another device or type, which TorchSharp does by replacing them: the state moves along.</summary>
    /// <param name="weights">The weights that took the places of those it was bound to, in the same order.</param>
    /// <returns>Whether it could; the default cannot, and needs a new binding.</returns>
    public virtual bool Rebind(IReadOnlyList<NamedWeight> weights) => false;

    /// <summary>Hands a checkpoint what the optimizer knows beyond its settings, its learning rate included; the default refuses.</summary>
    /// <param name="state">Where to.</param>
    /// <exception cref="ConfigException">The optimizer cannot be gone on with.</exception>
    public virtual void Save(CheckpointState state) => throw new ConfigException($"Checkpoint, {TypeNames.Short(GetType())}", "an optimizer that saves its state", "one that does not",
        "Override Save and Load of its BoundOptimizer, or train without FitOptions.Checkpoints.");

    /// <summary>Takes back what <see cref="Save"/> gave, on the same weights; what is set later wins. The default has nothing to take.</summary>
    /// <param name="state">Where from.</param>
    /// <exception cref="BundleException">Something is missing.</exception>
    public virtual void Load(CheckpointState state) { }

    /// <summary>Frees the optimizer's state.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the optimizer's state when <paramref name="disposing"/>.</summary>
    protected abstract void Dispose(bool disposing);
}
