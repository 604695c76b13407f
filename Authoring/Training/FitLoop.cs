using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>One call of Fit.</summary>
internal sealed class FitLoop : IDisposable
{
    private const int LossesReadAtOnce = 64;

    private readonly ITrainee trainee;
    private readonly nn.Module model;
    private readonly TrainingState state;
    private readonly DataSource? validation;
    private readonly FitOptions options;
    private readonly TrainingControl control;
    private readonly EpochReader reader;
    private readonly int? steps;
    private readonly History history = new();
    private LossGuard? guard;
    private int epoch;
    private int step;

    public FitLoop(ITrainee trainee, FitPlan plan)
    {
        (this.trainee, model, state, validation, options) = (trainee, trainee.Model.Module, trainee.State, plan.Validation, plan.Options);
        (control, reader, epoch) = (new TrainingControl(trainee.Model, options, state), new EpochReader(plan.Data, options), options.InitialEpoch);
        steps = options.StepsPerEpoch ?? plan.Data.CountSteps(options.BatchSize);
    }

    /// <summary>Whether the steps' products run in bfloat16.</summary>
    public bool MixedPrecision => options.MixedPrecision is not null;

    /// <summary>Trains to the end, to a callback's stop, or to cancellation.</summary>
    public History Run()
    {
        var mode = model.training;
        state.CheckOptimizer();
        state.ForgetWeights();
        state.Loop = this;
        try
        {
            model.train();
            foreach (var callback in options.Callbacks) callback.Training = control;
            Tell(callback => callback.OnTrainBegin(trainee.Model, options));
            while (epoch < options.Epochs && !Ended()) RunEpoch();
            Guarded(null, () => guard?.Flush());
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
        guard?.Dispose();
        reader.Dispose();
    }

    private void RunEpoch()
    {
        var start = Stopwatch.GetTimestamp();
        (epoch, step) = (epoch + 1, 0);
        state.Measures.Reset();
        Tell(callback => callback.OnEpochBegin(epoch));
        reader.Begin(epoch);
        IReadOnlyDictionary<string, double> values = state.Measures;
        while (RunStep() is { } after) values = after;
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
        var finished = new EpochRecord(epoch, record, Stopwatch.GetElapsedTime(start));
        history.Add(finished);
        Tell(callback => callback.OnEpochEnd(finished));
    }

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
        if (!reader.MoveNext() || Ended()) return null;
        step++;
        Tell(callback => callback.OnStepBegin(epoch, step));
        var values = (IReadOnlyDictionary<string, double>)state.Measures;
        if (!Guarded(reader.Current, () => values = trainee.TrainStep(reader.Current))) return Ended() ? null : values;
        if (options.Callbacks.Count == 0) return values;
        var info = new StepInfo(epoch, options.Epochs, step, steps, values);
        Tell(callback => callback.OnStepEnd(info));
        return values;
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
