namespace OnnxForge.Authoring;

/// <summary>What is told about a training while it runs, and may steer it: override what is needed. Every method is called on the training's thread, between steps.</summary>
public abstract class Callback
{
    private TrainingControl? training;

    /// <summary>The training in progress: to stop it, or to set its learning rate.</summary>
    /// <exception cref="ConfigException">No training has begun.</exception>
    public TrainingControl Training
    {
        get => training ?? throw new ConfigException(GetType().Name, "a training in progress", "none", "Give the callback to FitOptions.Callbacks, and use this in its methods.");
        internal set => training = value;
    }

    /// <summary>Before the first epoch.</summary>
    /// <param name="model">The model that trains; it may be saved in any method but not trained.</param>
    /// <param name="options">How it trains.</param>
    public virtual void OnTrainBegin(IModel model, FitOptions options) { }

    /// <summary>Hands a checkpoint what the callback must know when the training goes on from it, between steps and after every callback was told; the default has nothing.</summary>
    /// <param name="state">Where to.</param>
    public virtual void Save(CheckpointState state) { }

    /// <summary>Takes back what <see cref="Save"/> gave, after <see cref="OnTrainBegin"/>. Within an epoch, <see cref="OnEpochBegin"/> is not told again.</summary>
    /// <param name="state">Where from.</param>
    public virtual void Load(CheckpointState state) { }

    /// <summary>After <see cref="OnTrainBegin"/> and <see cref="Load"/>, where the training goes on from a checkpoint.</summary>
    /// <param name="from">The checkpoint.</param>
    public virtual void OnTrainResume(ResumePoint from) { }

    /// <summary>Before an epoch's first step.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public virtual void OnEpochBegin(int epoch) { }

    /// <summary>Before a step, whose batch is ready.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step in the epoch, from 1.</param>
    public virtual void OnStepBegin(int epoch, int step) { }

    /// <summary>After a step: the weights are changed and the metrics updated.</summary>
    /// <param name="step">Where the training is; its values are for reading in this call.</param>
    public virtual void OnStepEnd(StepInfo step) { }

    /// <summary>Before the validation of an epoch.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public virtual void OnValidationBegin(int epoch) { }

    /// <summary>After the validation of an epoch.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="values">Loss and metrics by name, without the prefix <c>val_</c>.</param>
    public virtual void OnValidationEnd(int epoch, IReadOnlyDictionary<string, double> values) { }

    /// <summary>After an epoch and its validation; an epoch that was stopped half way is not told.</summary>
    /// <param name="epoch">The epoch's values.</param>
    public virtual void OnEpochEnd(EpochRecord epoch) { }

    /// <summary>When a step's loss is NaN or infinite, which is an error unless a callback stops the training here.</summary>
    /// <param name="failure">The loss, and the batch in progress.</param>
    public virtual void OnLossNotFinite(LossFailure failure) { }

    /// <summary>After the last epoch, or after the step at which training was stopped; not after an error.</summary>
    /// <param name="history">What Fit is about to return.</param>
    public virtual void OnTrainEnd(History history) { }
}
