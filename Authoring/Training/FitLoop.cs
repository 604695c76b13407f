using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>One call of Fit.</summary>
internal sealed partial class FitLoop : IDisposable
{
    private const int LossesReadAtOnce = 64;

    private readonly ITrainee trainee;
    private readonly nn.Module model;
    private readonly TrainingState state;
    private readonly DataSource? validation;
    private readonly FitOptions options;
    private readonly TrainingControl control;
    private readonly EpochReader reader;
    private readonly int? stepsPerEpoch;
    private readonly FitPlan plan;
    private readonly string where;
    private readonly History history = new();
    private LossGuard? guard;
    private IReadOnlyDictionary<string, double> values;
    private int epoch;
    private int step;
    private long epochStart;
    private double secondsBefore;
    private bool withinEpoch, lossFailed;

    public FitLoop(ITrainee trainee, FitPlan plan)
    {
        (this.trainee, model, state, validation, options) = (trainee, trainee.Model.Module, trainee.State, plan.Validation, plan.Options);
        (control, reader, epoch) = (new TrainingControl(trainee.Model, options, state), new EpochReader(plan.Data, options), options.InitialEpoch);
        stepsPerEpoch = options.StepsPerEpoch ?? plan.Data.CountSteps(options.BatchSize);
        (this.plan, values, where) = (plan, state.Measures, $"{model.GetName()}.Fit");
        if (options.Checkpoints is { } wanted) checkpoints = new CheckpointWriter(wanted, where, trainee.Model);
    }

    /// <summary>Whether the steps' products run in bfloat16.</summary>
    public bool MixedPrecision => options.MixedPrecision is not null;

    /// <summary>Trains to the end, to a callback's stop, or to cancellation.</summary>
    public History Run()
    {
        var mode = model.training;
        using var checkpoint = OpenCheckpoint();
        if (checkpoint is null) state.CheckOptimizer();
        state.ForgetWeights();
        state.Loop = this;
        try
        {
            model.train();
            if (checkpoint is not null) RestoreModel(checkpoint);
            foreach (var callback in options.Callbacks) callback.Training = control;
            Tell(callback => callback.OnTrainBegin(trainee.Model, options));
            if (checkpoint is not null) Restore(checkpoint.State);
            while ((withinEpoch || epoch < options.Epochs) && !Ended()) RunEpoch();
            Guarded(null, () => guard?.Flush());
            SaveAtEnd();
            history.StopReason = control.StopReason;
            Tell(callback => callback.OnTrainEnd(history));
            return history;
        }
        finally
        {
            state.Loop = null;
            state.Measures.Reset();
            model.train(mode);
        }
    }

    /// <summary>Checks the loss of the step in progress.</summary>
    public void WatchLoss(Tensor loss)
    {
        guard ??= new LossGuard(model.GetName(), loss.device_type == DeviceType.CPU ? 1 : LossesReadAtOnce);
        guard.Watch(epoch, step, loss);
    }

    public void Dispose()
    {
        checkpoints?.Dispose();
        guard?.Dispose();
        reader.Dispose();
    }

    private void RunEpoch()
    {
        epochStart = Stopwatch.GetTimestamp();
        if (!withinEpoch) BeginEpoch();
        while (RunStep() is { } after)
        {
            values = after;
            SaveIfDue();
        }
        if (history.Stopped) return;
        if (step == 0 || step < options.StepsPerEpoch)
        {
            throw new DataException($"{model.GetName()}.Fit, epoch {epoch}", options.StepsPerEpoch is { } wanted ? $"{wanted} batches" : "a batch or more", step == 0 ? "none" : $"{step}",
                "Check where the batches come from; a sequence that can be read once serves one epoch.");
        }
        state.FlushOptimizer();
        Guarded(null, () => guard?.Flush());
        if (Ended()) return;
        state.CheckOptimizer();
        var record = new Dictionary<string, double>(values);
        Validate(record);
        var finished = new EpochRecord(epoch, record, TimeSpan.FromSeconds(SecondsInEpoch()));
        history.Add(finished);
        withinEpoch = false;
        Tell(callback => callback.OnEpochEnd(finished));
        SaveIfDue(finished);
    }

    private void BeginEpoch()
    {
        (epoch, step, values, secondsBefore, withinEpoch) = (epoch + 1, 0, state.Measures, 0, true);
        state.Measures.Reset();
        Tell(callback => callback.OnEpochBegin(epoch));
        reader.Begin(epoch);
    }

    private double SecondsInEpoch() => secondsBefore + Stopwatch.GetElapsedTime(epochStart).TotalSeconds;

    private void Validate(Dictionary<string, double> record)
    {
        if (validation is null || epoch % options.ValidationFrequency != 0) return;
        Tell(callback => callback.OnValidationBegin(epoch));
        var values = trainee.Evaluate(validation, options.BatchSize);
        foreach (var (name, value) in values) record[$"val_{name}"] = value;
        Tell(callback => callback.OnValidationEnd(epoch, values));
    }

    // null after the epoch's last batch, and where training was stopped before it
    private IReadOnlyDictionary<string, double>? RunStep()
    {
        using var scope = NewDisposeScope();
        using var collected = ForwardValues.Collect();
        // Whether it has ended comes first: a batch that was read is trained on, so that a checkpoint misses none.
        if (Ended() || !reader.MoveNext()) return null;
        (step, steps) = (step + 1, steps + 1);
        Tell(callback => callback.OnStepBegin(epoch, step));
        IReadOnlyDictionary<string, double> after = state.Measures;
        if (!Guarded(reader.Current, () => after = trainee.TrainStep(reader.Current))) return Ended() ? null : after;
        if (options.Callbacks.Count == 0) return after;
        var info = new StepInfo(epoch, options.Epochs, step, stepsPerEpoch, after);
        Tell(callback => callback.OnStepEnd(info));
        return after;
    }

    // false where the loss is no longer a number and a callback takes it as the training's end
    private bool Guarded(Batch? batch, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (DataException) when (guard?.Failure is not null)
        {
            lossFailed = true;
            if (control.Stopping) throw;
            var (failedEpoch, failedStep, loss) = guard.Failure.Value;
            Tell(callback => callback.OnLossNotFinite(new LossFailure(failedEpoch, failedStep, loss, batch)));
            if (!control.Stopping) throw;
            return false;
        }
    }

    private void Tell(Action<Callback> what)
    {
        foreach (var callback in options.Callbacks) what(callback);
    }

    private bool Ended()
    {
        if (options.CancellationToken.IsCancellationRequested || control.Stopping) history.Stopped = true;
        return history.Stopped;
    }
}
