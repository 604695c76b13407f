using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class DisplayCallbackTests
{
    private static readonly Tensor x = ones(4, 2), y = ones(4, 1);

    [TestMethod]
    public void ProgressDisplay_RewritesItsLineAndEndsItWithTheEpoch()
    {
        using var text = new StringWriter();
        TrainingSamples.Compiled(new StochasticGradientDescent(0)).Fit(x, y + 1,
            new FitOptions { Epochs = 2, BatchSize = 2, Validation = (x, y + 1), Callbacks = [new ProgressDisplay(text, barWidth: 0, everySteps: 2)] });
        const string values = "2/2 - loss: 1.0000 - mean_absolute_error: 1.0000";
        const string epoch = $"\r{values}\r{values} - val_loss: 1.0000 - val_mean_absolute_error: 1.0000\n";
        Assert.AreEqual($"Epoch 1/2\n{epoch}Epoch 2/2\n{epoch}", text.ToString());
    }

    [TestMethod]
    public void ProgressDisplay_OfAStoppedTraining_SaysWhy()
    {
        using var text = new StringWriter();
        TrainingSamples.Compiled().Fit(x, y, new FitOptions
        {
            BatchSize = 2,
            Callbacks = [new LambdaCallback { StepEnd = (training, _) => training.Stop("enough") }, new ProgressDisplay(text)],
        });
        Assert.EndsWith("\nStopped: enough\n", text.ToString());
        Assert.Contains("\r1/2 [==========>.........] - loss: ", text.ToString());
    }

    [TestMethod]
    public void LambdaCallback_IsToldEverything()
    {
        var events = new List<string>();
        var callback = new LambdaCallback
        {
            TrainBegin = training => events.Add($"begin {training.Options.Epochs}"),
            EpochBegin = (_, epoch) => events.Add($"epoch {epoch}"),
            StepBegin = (_, epoch, step) => events.Add($"step {epoch}.{step}"),
            StepEnd = (_, step) => events.Add($"done {step.Step}"),
            ValidationEnd = (_, epoch, values) => events.Add($"validated {epoch} {values.Count}"),
            EpochEnd = (_, epoch) => events.Add($"end {epoch.Epoch}"),
            TrainEnd = (training, history) => events.Add($"over {history.Epochs.Count} {training.Stopping}"),
        };
        TrainingSamples.Compiled().Fit(x, y, new FitOptions { BatchSize = 3, Validation = (x, y), Callbacks = [callback] });
        Assert.AreEqual("begin 1, epoch 1, step 1.1, done 1, step 1.2, done 2, validated 1 2, end 1, over 1 False", string.Join(", ", events));
        ConfigContract.Error<ConfigException>("LambdaCallback: expected a training in progress; received none. Give the callback to FitOptions.Callbacks, and use this in its methods.",
            () => _ = new LambdaCallback().Training);
    }

    [TestMethod]
    public void History_GivesValuesByName()
    {
        var history = TrainingSamples.Compiled().Fit(x, y, new FitOptions { Epochs = 3 });
        Assert.AreEqual("loss, mean_absolute_error", string.Join(", ", history.Names));
        CollectionAssert.AreEqual(history.Epochs.Select(epoch => epoch.Values["loss"]).ToArray(), history["loss"].ToArray());
        Assert.AreEqual(history["loss"].Min(), history.Best("loss").Values["loss"]);
        Assert.AreEqual(history["loss"].Max(), history.Best("loss", MonitorMode.Max).Values["loss"]);
        Assert.AreEqual("There is no value \"val_loss\" among loss, mean_absolute_error.", Assert.ThrowsExactly<KeyNotFoundException>(() => history["val_loss"]).Message);
    }

    [TestMethod]
    [DataRow("val_loss", false)]
    [DataRow("val_binary_accuracy", true)]
    [DataRow("auc", true)]
    [DataRow("val_f1", true)]
    [DataRow("place", false)]
    public void MonitorMode_Auto_GoesByTheName(string name, bool greater) => Assert.AreEqual(greater, OnnxForge.Authoring.Monitor.IsMaximum(name, MonitorMode.Auto));
}
