namespace OnnxForge.Authoring;

/// <summary>A callback of functions; each gets the training in progress first, to stop it or to set its learning rate.</summary>
/// <remarks><code>new LambdaCallback { EpochEnd = (training, epoch) => { if (epoch.Values["loss"] &lt; 0.1) training.Stop("good enough"); } }</code></remarks>
public sealed class LambdaCallback : Callback
{
    /// <summary>What <see cref="Callback.OnTrainBegin"/> does; default nothing.</summary>
    public Action<TrainingControl>? TrainBegin { get; init; }

    /// <summary>What <see cref="Callback.OnEpochBegin"/> does; default nothing.</summary>
    public Action<TrainingControl, int>? EpochBegin { get; init; }

    /// <summary>What <see cref="Callback.OnStepBegin"/> does with epoch and step; default nothing.</summary>
    public Action<TrainingControl, int, int>? StepBegin { get; init; }

    /// <summary>What <see cref="Callback.OnStepEnd"/> does; default nothing.</summary>
    public Action<TrainingControl, StepInfo>? StepEnd { get; init; }

    /// <summary>What <see cref="Callback.OnValidationEnd"/> does with the epoch and its values; default nothing.</summary>
    public Action<TrainingControl, int, IReadOnlyDictionary<string, double>>? ValidationEnd { get; init; }

    /// <summary>What <see cref="Callback.OnEpochEnd"/> does; default nothing.</summary>
    public Action<TrainingControl, EpochRecord>? EpochEnd { get; init; }

    /// <summary>What <see cref="Callback.OnTrainEnd"/> does; default nothing.</summary>
    public Action<TrainingControl, History>? TrainEnd { get; init; }

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options) => TrainBegin?.Invoke(Training);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => EpochBegin?.Invoke(Training, epoch);

    /// <inheritdoc/>
    public override void OnStepBegin(int epoch, int step) => StepBegin?.Invoke(Training, epoch, step);

    /// <inheritdoc/>
    public override void OnStepEnd(StepInfo step) => StepEnd?.Invoke(Training, step);

    /// <inheritdoc/>
    public override void OnValidationEnd(int epoch, IReadOnlyDictionary<string, double> values) => ValidationEnd?.Invoke(Training, epoch, values);

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch) => EpochEnd?.Invoke(Training, epoch);

    /// <inheritdoc/>
    public override void OnTrainEnd(History history) => TrainEnd?.Invoke(Training, history);
}
