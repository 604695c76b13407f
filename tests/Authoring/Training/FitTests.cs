using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class FitTests
{
    [TestMethod]
    public void Fit_OnALine_FindsIt()
    {
        var (x, y) = TrainingSamples.Line(64);
        var model = TrainingSamples.Compiled(new Nadam(0.05));
        var history = model.Fit(x, y, new FitOptions { Epochs = 60, BatchSize = 16 });
        Assert.AreEqual(60, history.Epochs.Count);
        Assert.IsLessThan(1e-4, history.Epochs[^1].Values["loss"]);
        Assert.IsLessThan(0.01, history.Epochs[^1].Values["mean_absolute_error"]);
        Assert.AreEqual("loss, mean_absolute_error", string.Join(", ", history.Epochs[0].Values.Keys));
    }

    [TestMethod]
    public void EpochLoss_OfUnequalBatches_IsTheMeanOverSamplesWithPenalties()
    {
        var (x, y) = TrainingSamples.Line(5);
        var model = TrainingSamples.Compiled(new StochasticGradientDescent(0), new L1(0.1));
        var values = model.Fit(x, y, new FitOptions { BatchSize = 2, Validation = (x, y) }).Epochs[0].Values;
        var prediction = model.Predict(x);
        var expected = (prediction - y).square().mean().item<float>() + 0.1 * 2 * 0.5;
        Assert.AreEqual(expected, values["loss"], 1e-6);
        Assert.AreEqual((prediction - y).abs().mean().item<float>(), values["mean_absolute_error"], 1e-6);
        Assert.AreEqual(values["loss"], values["val_loss"], 1e-6);
        Assert.AreEqual(values["mean_absolute_error"], values["val_mean_absolute_error"], 1e-6);
        Assert.AreEqual("loss, mean_absolute_error, val_loss, val_mean_absolute_error", string.Join(", ", values.Keys));
    }

    [TestMethod]
    public void Batches_OfAnEpoch_TakeEveryRowOnceInAnotherOrderEachEpoch()
    {
        var first = Orders(seed: 7);
        CollectionAssert.AreEqual(new[] { 4, 4, 2, 4, 4, 2 }, first.Select(batch => batch.Length).ToArray());
        var epochs = new[] { first.Take(3).SelectMany(rows => rows).ToArray(), first.Skip(3).SelectMany(rows => rows).ToArray() };
        foreach (var epoch in epochs) CollectionAssert.AreEqual(Enumerable.Range(0, 10).Select(row => (float)row).ToArray(), epoch.Order().ToArray());
        CollectionAssert.AreNotEqual(epochs[0], epochs[1]);
        CollectionAssert.AreEqual(first.SelectMany(rows => rows).ToArray(), Orders(seed: 7).SelectMany(rows => rows).ToArray());
        CollectionAssert.AreNotEqual(first.SelectMany(rows => rows).ToArray(), Orders(seed: 8).SelectMany(rows => rows).ToArray());
    }

    [TestMethod]
    public void Callbacks_AreToldInOrder()
    {
        var (x, y) = TrainingSamples.Line(5);
        var log = new CallbackLog();
        TrainingSamples.Compiled().Fit(x, y, new FitOptions { Epochs = 2, BatchSize = 3, Callbacks = [log] });
        Assert.AreEqual("begin LineModel 2, epoch 1, step 1/2 1/2, step 1/2 2/2, end 1, epoch 2, step 2/2 1/2, step 2/2 2/2, end 2, stopped False",
            string.Join(", ", log.Events));
    }

    [TestMethod]
    public void StepValues_AreThoseOverTheEpochSoFar()
    {
        var (x, y) = (ones(3, 2), tensor(new[,] { { 1f }, { 1f }, { 1f } }));
        var seen = new List<double>();
        var log = new CallbackLog { Step = step => seen.Add(step.Values["loss"]) };
        TrainingSamples.Compiled(new StochasticGradientDescent(0.25)).Fit(x, y + 1, new FitOptions { BatchSize = 1, Callbacks = [log] });
        // The prediction starts at 1 for a target of 2; a step of 0.25 on two weights and the bias takes 1.5 times the error away: 1, -0.5, 0.25.
        CollectionAssert.AreEqual(new[] { 1, 1.25 / 2, 1.3125 / 3 }, seen.Select(value => Math.Round(value, 6)).ToArray());
    }

    [TestMethod]
    public void Cancellation_DuringAStep_EndsAfterIt()
    {
        var (x, y) = TrainingSamples.Line(10);
        using var source = new CancellationTokenSource();
        var log = new CallbackLog { Step = step => { if (step is { Epoch: 2, Step: 2 }) source.Cancel(); } };
        var model = TrainingSamples.Compiled();
        var history = model.Fit(x, y, new FitOptions { Epochs = 5, BatchSize = 3, Callbacks = [log], CancellationToken = source.Token });
        Assert.IsTrue(history.Stopped);
        Assert.AreEqual(1, history.Epochs.Count);
        CollectionAssert.AreEqual(new[] { "epoch 2", "step 2/5 1/4", "step 2/5 2/4", "stopped True" }, log.Events[^4..]);
    }

    [TestMethod]
    public void Cancellation_BeforeTheStart_TakesNoStep()
    {
        var (x, y) = TrainingSamples.Line(4);
        var model = TrainingSamples.Compiled();
        var history = model.Fit(x, y, new FitOptions { CancellationToken = new CancellationToken(true) });
        Assert.IsTrue(history.Stopped);
        Assert.AreEqual(0, history.Epochs.Count);
        Assert.IsFalse(model.Built);
    }

    [TestMethod]
    public void Cancellation_AfterTheLastEpoch_IsNotAStop()
    {
        var (x, y) = TrainingSamples.Line(4);
        using var source = new CancellationTokenSource();
        var options = new FitOptions { Callbacks = [new CancelAtEnd(source)], CancellationToken = source.Token };
        Assert.IsFalse(TrainingSamples.Compiled().Fit(x, y, options).Stopped);
        Assert.IsTrue(source.IsCancellationRequested);
    }

    [TestMethod]
    public void Fit_Again_GoesOnWithTheOptimizersState()
    {
        var (x, y) = TrainingSamples.Line(1);
        var once = TrainingSamples.Compiled(new Nadam(0.1));
        once.Fit(x, y, new FitOptions { Epochs = 4 });
        var twice = TrainingSamples.Compiled(new Nadam(0.1));
        twice.Fit(x, y, new FitOptions { Epochs = 3 });
        twice.Fit(x, y);
        CollectionAssert.AreEqual(TrainingSamples.Kernel(once), TrainingSamples.Kernel(twice));
    }

    [TestMethod]
    public void LoopByHand_TakesTheSameSteps()
    {
        var (x, y) = TrainingSamples.Line(1);
        var model = TrainingSamples.Compiled(new Nadam(0.1), new L2(0.05), new MaxNorm(0.6));
        model.Fit(x, y, new FitOptions { Epochs = 5 });

        var byHand = TrainingSamples.Compiled(null, new L2(0.05), new MaxNorm(0.6));
        byHand.EnsureBuilt([-1, 2]);
        byHand.call(x);
        var (lossFunction, weights) = (new MeanSquaredError(), new TrainingWeights(byHand));
        using var optimizer = new Nadam(0.1).Bind(weights.Trainable);
        for (var step = 0; step < 5; step++)
        {
            using var scope = NewDisposeScope();
            var loss = weights.AddPenalties(lossFunction.Call(y, byHand.call(x)));
            optimizer.ZeroGradients();
            loss.backward();
            optimizer.Step();
            weights.ApplyConstraints();
        }
        CollectionAssert.AreEqual(TrainingSamples.Kernel(model), TrainingSamples.Kernel(byHand));
        CollectionAssert.AreNotEqual(new[] { 0.5f, 0.5f }, TrainingSamples.Kernel(byHand));
    }

    [TestMethod]
    public void Constraint_HoldsAfterEachStep()
    {
        var (x, y) = TrainingSamples.Line(16);
        var model = TrainingSamples.Compiled(new StochasticGradientDescent(0.5), constraint: new NonNegative());
        var (smallest, free) = (float.MaxValue, float.MaxValue);
        var log = new CallbackLog { Step = _ => smallest = Math.Min(smallest, TrainingSamples.Kernel(model).Min()) };
        model.Fit(x, -y, new FitOptions { Epochs = 3, BatchSize = 4, Callbacks = [log] });
        Assert.AreEqual(0f, smallest);
        var unconstrained = TrainingSamples.Compiled(new StochasticGradientDescent(0.5));
        var other = new CallbackLog { Step = _ => free = Math.Min(free, TrainingSamples.Kernel(unconstrained).Min()) };
        unconstrained.Fit(x, -y, new FitOptions { Epochs = 3, BatchSize = 4, Callbacks = [other] });
        Assert.IsLessThan(0f, free);
    }

    [TestMethod]
    public void ThousandSteps_LeaveNoTensorBehind()
    {
        var (x, y) = TrainingSamples.Line(50);
        var model = TrainingSamples.Compiled(new Nadam(), new L1(0.01), new NonNegative());
        var last = 0.0;
        var log = new CallbackLog { Step = step => last = step.Values["loss"] };
        var options = new FitOptions { Epochs = 10, BatchSize = 5, Callbacks = [log], Validation = (x, y) };
        model.Fit(x, y, options);
        var before = LiveTensors.Count;
        model.Fit(x, y, options with { Epochs = 100 });
        Assert.AreEqual(before, LiveTensors.Count);
        Assert.AreNotEqual(0, last);
    }

    [TestMethod]
    public void Mode_BeforeFit_IsKeptAfterIt()
    {
        var (x, y) = TrainingSamples.Line(4);
        var model = TrainingSamples.Compiled();
        model.eval();
        var during = false;
        model.Fit(x, y, new FitOptions { Callbacks = [new CallbackLog { Step = _ => during = model.training && model.Output.training }] });
        Assert.IsTrue(during);
        Assert.IsFalse(model.training || model.Output.training);
    }

    private static List<float[]> Orders(long seed)
    {
        var model = new RecordingModel();
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0));
        var x = arange(10, ScalarType.Float32).reshape(-1, 1);
        model.Fit(x, x, new FitOptions { Epochs = 2, BatchSize = 4, Seed = seed });
        return model.Batches;
    }

    private sealed class RecordingModel : LineModel
    {
        public List<float[]> Batches { get; } = [];

        protected override IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y)
        {
            Batches.Add(x.data<float>().ToArray());
            CollectionAssert.AreEqual(Batches[^1], y.data<float>().ToArray());
            return base.TrainStep(x, y);
        }
    }

    private sealed class CancelAtEnd(CancellationTokenSource source) : Callback
    {
        public override void OnEpochEnd(EpochRecord epoch) => source.Cancel();
    }
}
