namespace OnnxForge.Authoring;

/// <summary>What is told about a training while it runs: override what is needed. Every method is called on the training's thread, between steps.</summary>
public abstract class Callback
{
    /// <summary>Before the first epoch.</summary>
    /// <param name="model">The model that trains; it may be saved in any method but not trained.</param>
    /// <param name="options">How it trains.</param>
    public virtual void OnTrainBegin(IModel model, FitOptions options) { }

    /// <summary>Before an epoch's first step.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public virtual void OnEpochBegin(int epoch) { }

    /// <summary>After a step: the weights are changed and the metrics updated.</summary>
    /// <param name="step">Where the training is; its values are for reading in this call.</param>
    public virtual void OnStepEnd(StepInfo step) { }

    /// <summary>After an epoch and its validation; an epoch that was stopped half way is not told.</summary>
    /// <param name="epoch">The epoch's values.</param>
    public virtual void OnEpochEnd(EpochRecord epoch) { }

    /// <summary>After the last epoch, or after the step at which training was stopped; not after an error.</summary>
    /// <param name="history">What Fit is about to return.</param>
    public virtual void OnTrainEnd(History history) { }
}
