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
    private readonly DataSource data;
    private readonly FitOptions options;
    private readonly int? steps;
    private readonly History history = new();
    private LossGuard? guard;
    private int epoch;
    private int step;

    public FitLoop(ITrainee trainee, DataSource data, FitOptions options)
    {
        (this.trainee, model, state, this.data, this.options) = (trainee, trainee.Model.Module, trainee.State, data, options);
        steps = data.CountSteps(options.BatchSize);
    }

    /// <summary>Trains to the end or to cancellation.</summary>
    public History Run()
    {
        var mode = model.training;
        state.CheckOptimizer();
        state.ForgetWeights();
        state.Loop = this;
        try
        {
            model.train();
            foreach (var callback in options.Callbacks) callback.OnTrainBegin(trainee.Model, options);
            while (epoch < options.Epochs && !history.Stopped) RunEpoch();
            guard?.Flush();
            foreach (var callback in options.Callbacks) callback.OnTrainEnd(history);
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

    public void Dispose() => guard?.Dispose();

    private void RunEpoch()
    {
        if (Cancelled()) return;
        var start = Stopwatch.GetTimestamp();
        (epoch, step) = (epoch + 1, 0);
        state.Measures.Reset();
        foreach (var callback in options.Callbacks) callback.OnEpochBegin(epoch);
        using var batches = data.Read(new EpochRequest(epoch, options.BatchSize, options.Seed, Shuffle: true)).GetEnumerator();
        IReadOnlyDictionary<string, double> values = state.Measures;
        while (RunStep(batches) is { } after) values = after;
        if (history.Stopped) return;
        if (step == 0) throw new DataException($"{model.GetName()}.Fit, epoch {epoch}", "a batch or more", "none", "Check where the batches come from; a sequence that can be read once serves one epoch.");
        guard?.Flush();
        state.CheckOptimizer();
        var record = new Dictionary<string, double>(values);
        if (options.Validation is { } validation)
        {
            foreach (var (name, value) in trainee.Evaluate(validation, options.BatchSize)) record[$"val_{name}"] = value;
        }
        var finished = new EpochRecord(epoch, record, Stopwatch.GetElapsedTime(start));
        history.Add(finished);
        foreach (var callback in options.Callbacks) callback.OnEpochEnd(finished);
    }

    // null after the epoch's last batch, and where training was stopped before it
    private IReadOnlyDictionary<string, double>? RunStep(IEnumerator<Batch> batches)
    {
        using var scope = NewDisposeScope();
        using var collected = ForwardValues.Collect();
        if (!batches.MoveNext() || Cancelled()) return null;
        step++;
        var values = trainee.TrainStep(batches.Current);
        if (options.Callbacks.Count == 0) return values;
        var info = new StepInfo(epoch, options.Epochs, step, steps, values);
        foreach (var callback in options.Callbacks) callback.OnStepEnd(info);
        return values;
    }

    private bool Cancelled()
    {
        if (options.CancellationToken.IsCancellationRequested) history.Stopped = true;
        return history.Stopped;
    }
}
