namespace OnnxForge.Authoring;

/// <summary>An optimizer at work on certain weights, with its state for them; disposing it frees the state, not the weights.</summary>
public abstract class BoundOptimizer : IDisposable
{
    /// <summary>Sets the gradients of its weights to zero.</summary>
    public abstract void ZeroGradients();

    /// <summary>Changes the weights by their gradients, once; a weight without a gradient stays.</summary>
    public abstract void Step();

    /// <summary>Frees the optimizer's state.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the optimizer's state when <paramref name="disposing"/>.</summary>
    protected abstract void Dispose(bool disposing);
}
