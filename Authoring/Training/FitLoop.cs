using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>One call of Fit.</summary>
internal sealed class FitLoop : IDisposable
{
    private const int LossesReadAtOnce = 64;

    private readonly Model model;
    private readonly TrainingState state;
    private readonly Tensor x;
    private readonly Tensor y;
    private readonly FitOptions options;
    private readonly LossGuard guard;
    private readonly int steps;
    private readonly History history = new();
    private int epoch;
    private int step;

    public FitLoop(Model model, TrainingState state, Tensor x, Tensor y, FitOptions options)
    {
        (this.model, this.state, this.x, this.y, this.options) = (model, state, x, y, options);
        guard = new LossGuard(model.GetName(), x.device_type == DeviceType.CPU ? 1 : LossesReadAtOnce);
        steps = (int)((x.shape[0] + options.BatchSize - 1) / options.BatchSize);
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
            foreach (var callback in options.Callbacks) callback.OnTrainBegin(model, options);
            while (epoch < options.Epochs && !history.Stopped) RunEpoch();
            guard.Flush();
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
    public void WatchLoss(Tensor loss) => guard.Watch(epoch, step, loss);

    public void Dispose() => guard.Dispose();

    private void RunEpoch()
    {
        if (Cancelled()) return;
        var start = Stopwatch.GetTimestamp();
        (epoch, step) = (epoch + 1, 0);
        state.Measures.Reset();
        foreach (var callback in options.Callbacks) callback.OnEpochBegin(epoch);
        using var order = Shuffle();
        IReadOnlyDictionary<string, double> values = state.Measures;
        while (step < steps)
        {
            if (Cancelled()) return;
            step++;
            values = RunStep(order);
        }
        guard.Flush();
        state.CheckOptimizer();
        var record = new Dictionary<string, double>(values);
        if (options.Validation is { } validation)
        {
            foreach (var (name, value) in model.EvaluateRows(validation.X, validation.Y, options.BatchSize)) record[$"val_{name}"] = value;
        }
        var finished = new EpochRecord(epoch, record, Stopwatch.GetElapsedTime(start));
        history.Add(finished);
        foreach (var callback in options.Callbacks) callback.OnEpochEnd(finished);
    }

    private IReadOnlyDictionary<string, double> RunStep(Tensor order)
    {
        using var scope = NewDisposeScope();
        using var collected = ForwardValues.Collect();
        var first = (long)(step - 1) * options.BatchSize;
        var rows = order.narrow(0, first, Math.Min(options.BatchSize, x.shape[0] - first));
        var values = model.RunTrainStep(x.index_select(0, rows), y.index_select(0, rows));
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

    // Seed and epoch alone give an epoch's order, so that a training that goes on at an epoch has the rows it would have had.
    private Tensor Shuffle()
    {
        const ulong spread = 0x9E3779B97F4A7C15;
        using var generator = new Generator(unchecked((ulong)options.Seed * spread + (ulong)epoch));
        var order = randperm(x.shape[0], ScalarType.Int64, generator: generator);
        if (x.device_type == DeviceType.CPU) return order;
        using (order) return order.to(x.device);
    }
}
