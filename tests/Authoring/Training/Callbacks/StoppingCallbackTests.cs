using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class StoppingCallbackTests
{
    private static readonly Tensor x = ones(4, 2), y = ones(4, 1);

    // A validation loss of these figures, one an epoch.
    private static History Fit(double[] figures, params Callback[] callbacks) => Fit(new FiguresModel(figures), figures.Length, callbacks);

    private static History Fit(FiguresModel model, int epochs, params Callback[] callbacks)
    {
        model.Compile(new MeanAbsoluteError(), new StochasticGradientDescent(0.1));
        return model.Fit(x, zeros(4, 1), new FitOptions { Epochs = epochs, Validation = (x, zeros(4, 1)), Callbacks = callbacks });
    }

    [TestMethod]
    public void EarlyStopping_AfterItsPatience_Stops()
    {
        var stopping = new EarlyStopping(patience: 2);
        var history = Fit([5, 3, 4, 3, 2, 1], stopping);
        Assert.AreEqual(4, history.Epochs.Count);
        Assert.IsTrue(history.Stopped);
        Assert.AreEqual("val_loss has not become better since epoch 2", history.StopReason);
        Assert.AreEqual(2, stopping.BestEpoch);
        Assert.AreEqual(2, history.Best("val_loss").Epoch);
    }

    [TestMethod]
    public void EarlyStopping_Settings_DecideWhatIsBetter()
    {
        Assert.AreEqual(2, Fit([5, 4.5, 1], new EarlyStopping(minDelta: 1)).Epochs.Count);
        Assert.AreEqual(3, Fit([1, 2, 1.5, 9], new EarlyStopping(mode: MonitorMode.Max)).Epochs.Count);
        Assert.AreEqual(2, Fit([5, 4, 3, 2], new EarlyStopping(baseline: 1, patience: 2)).Epochs.Count);
        Assert.AreEqual(4, Fit([1, 2, 3, 4], new EarlyStopping(startFromEpoch: 2)).Epochs.Count);
        Assert.IsFalse(Fit([4, 3, 2, 1], new EarlyStopping()).Stopped);
    }

    [TestMethod]
    [DataRow(6)]
    [DataRow(3)]
    public void EarlyStopping_RestoresTheBestWeights_StoppedOrNot(int epochs)
    {
        var model = new FiguresModel([5, 1, 3, 4, 5, 6]);
        var best = Array.Empty<float>();
        var stopping = new EarlyStopping(patience: 2, restoreBestWeights: true);
        Fit(model, epochs, stopping, new LambdaCallback { EpochEnd = (_, epoch) => { if (epoch.Epoch == 2) best = TrainingSamples.Kernel(model); } });
        CollectionAssert.AreEqual(best, TrainingSamples.Kernel(model));
        Assert.AreNotEqual(0.5f, best[0]);
        Assert.AreEqual(2, stopping.BestEpoch);
    }

    [TestMethod]
    public void EarlyStopping_OfAnUnknownValue_IsRefused()
    {
        ConfigContract.Error<ConfigException>("EarlyStopping: expected a value \"val_mae\" to watch; received the values loss, val_loss. "
            + "Name one of them, or give FitOptions.Validation for those that begin with val_.", () => Fit([1, 2], new EarlyStopping("val_mae")));
        ConfigContract.Error<ConfigException>("EarlyStopping: expected patience of 0 or more; received -1. Correct patience.", () => _ = new EarlyStopping(patience: -1));
        // Epochs between validations are neither better nor worse.
        var model = TrainingSamples.Compiled();
        var history = model.Fit(x, y, new FitOptions { Epochs = 6, Validation = (x, y), ValidationFrequency = 2, Callbacks = [new EarlyStopping(patience: 1, mode: MonitorMode.Max)] });
        Assert.AreEqual(4, history.Epochs.Count);
    }

    [TestMethod]
    public void Stop_DuringAStep_EndsAfterIt()
    {
        var log = new CallbackLog();
        var stop = new LambdaCallback { StepEnd = (training, step) => { if (step is { Epoch: 2, Step: 1 }) training.Stop("enough"); } };
        var history = TrainingSamples.Compiled().Fit(x, y, new FitOptions { Epochs = 3, BatchSize = 2, Callbacks = [stop, log] });
        Assert.AreEqual("end 1, epoch 2, step 2/3 1/2, stopped True", string.Join(", ", log.Events[^4..]));
        Assert.AreEqual("enough", history.StopReason);
    }

    [TestMethod]
    public void TerminateOnNaN_NamesTheFirstLayerThatIsNotFinite()
    {
        var model = new Sequential([nn.Linear(2, 3), new Explosion(), new Dense(1)]);
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0.1));
        var terminate = new TerminateOnNaN();
        var history = model.Fit(x, y, new FitOptions { Epochs = 3, Callbacks = [terminate] });
        Assert.IsTrue(history.Stopped);
        Assert.AreEqual(0, history.Epochs.Count);
        Assert.AreEqual("layers.1 (Explosion)", terminate.Layer);
        Assert.AreEqual("the loss is NaN in epoch 1, step 1; the first output that is not finite is that of layers.1 (Explosion)", history.StopReason);
        Assert.IsTrue(model.training);
    }

    [TestMethod]
    public void TerminateOnNaN_OfAPlainModule_NamesIt()
    {
        var linear = nn.Linear(2, 1);
        using (no_grad()) linear.weight!.fill_(float.PositiveInfinity);
        var model = new Sequential([new Dense(2), linear]);
        model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0.1));
        Assert.EndsWith("that of layers.1 (Linear)", model.Fit(x, y, new FitOptions { Callbacks = [new TerminateOnNaN()] }).StopReason!);
    }

    [TestMethod]
    public void TerminateOnNaN_OfALossAlone_SaysSo()
    {
        var model = new LineModel();
        model.Compile(new BrokenLoss(), new StochasticGradientDescent(0.1));
        Assert.AreEqual("the loss is NaN in epoch 1, step 1; the outputs are finite, so look at the loss and the targets",
            model.Fit(x, y, new FitOptions { Callbacks = [new TerminateOnNaN()] }).StopReason);
        Assert.AreEqual("the loss is NaN in epoch 1, step 1; the inputs are not finite",
            TrainingSamples.Compiled().Fit(DataSource.FromBatches([new Batch([x * float.NaN], [y])]), new FitOptions { Callbacks = [new TerminateOnNaN()] }).StopReason);
    }

    private sealed class FiguresModel(double[] figures) : LineModel
    {
        private int validations;

        public override Tensor forward(Tensor input)
        {
            var output = base.forward(input);
            return training ? output : output * 0 + figures[validations++];
        }
    }

    private sealed class Explosion : Layer
    {
        public override Tensor forward(Tensor input) => input / 0 * 0;
    }

    private sealed record BrokenLoss : Loss
    {
        public override Tensor Compute(Tensor target, Tensor prediction) => (prediction - target) * float.NaN;
    }
}
