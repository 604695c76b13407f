namespace OnnxForge.Authoring;

/// <summary>A training in progress, as its callbacks see and steer it.</summary>
public sealed class TrainingControl
{
    private readonly TrainingState state;

    internal TrainingControl(IModel model, FitOptions options, TrainingState state) => (Model, Options, this.state) = (model, options, state);

    /// <summary>The model that trains; it may be saved and evaluated by itself, but not trained.</summary>
    public IModel Model { get; }

    /// <summary>How it trains.</summary>
    public FitOptions Options { get; }

    /// <summary>The size of the optimizer's steps; what is set here holds from the next step on.</summary>
    /// <exception cref="ConfigException">The value set is below 0 or not finite, the optimizer's schedule sets it, or it is read before the model's first step.</exception>
    public double LearningRate
    {
        get => state.LearningRate;
        set => state.LearningRate = value;
    }

    /// <summary>Whether the training ends after the step, or the epoch, in progress.</summary>
    public bool Stopping => StopReason is not null;

    /// <summary>Why it ends; null while it goes on.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Ends the training: told after a step, before the next one; told after an epoch, before the next epoch. A later reason does not replace the first.</summary>
    /// <param name="reason">Why, in a few words, for <see cref="History.StopReason"/>.</param>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        StopReason ??= reason;
    }
}
