using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class CheckpointsTests
{
    private static readonly FitOptions plain = new() { Epochs = 4, BatchSize = 4 };

    private static string Names(string folder) => string.Join(", ", Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private static History Fit(FitOptions options)
    {
        using var model = ResumeSamples.Noisy(new Nadam(0.01), "mae");
        return model.Fit(ResumeSamples.Rows(12), options);
    }

    [TestMethod]
    public void Checkpoints_OfEpochs_KeepTheLastOnes()
    {
        using var folder = new Folder(inMemory: true);
        Fit(plain with { Checkpoints = new Checkpoints(folder["run"], Keep: 2) });
        Assert.AreEqual("step-00000009.forge, step-00000012.forge", Names(folder["run"]));
    }

    [TestMethod]
    public void Checkpoints_OfALayerThatCannotBeCompared_NameIt()
    {
        using var folder = new Folder(inMemory: true);
        using var model = new Sequential([new Dense(4), new RebuiltOutputsTests.Noisy(), new Dense(1)]);
        model.Compile("mse", "adam");
        var saving = new ModelCheckpoint(folder["model.forge"]);
        var history = model.Fit(ResumeSamples.Rows(12), plain with { Checkpoints = new Checkpoints(folder["run"]), Callbacks = [saving] });
        Assert.AreEqual("UncomparedLayer { Name = layers.1, Reason = its outputs differ from call to call }", string.Join("; ", history.Uncompared));
        Assert.AreEqual("layers.1: compared by its config alone, as its outputs differ from call to call", saving.Report?.ToString());
        Assert.IsEmpty(Fit(plain).Uncompared);
    }

    [TestMethod]
    public void Checkpoints_OfSteps_AreWrittenWithinEpochsAndAtTheEnd()
    {
        using var folder = new Folder(inMemory: true);
        Fit(plain with { Checkpoints = new Checkpoints(folder["run"], EverySteps: 5, EveryEpochs: 3, Keep: null) });
        Assert.AreEqual("step-00000005.forge, step-00000009.forge, step-00000010.forge, step-00000012.forge", Names(folder["run"]));
    }

    [TestMethod]
    public void Checkpoints_WithBest_KeepTheModelOfTheBestEpoch()
    {
        using var folder = new Folder(inMemory: true);
        var history = Fit(plain with { Epochs = 8, Validation = ResumeSamples.Rows(7), Checkpoints = new Checkpoints(folder["run"], Keep: 1, Best: "val_loss") });
        Assert.AreEqual("best.forge, step-00000024.forge", Names(folder["run"]));
        using var best = (Sequential)ModelBundle.Load(Path.Combine(folder["run"], "best.forge"), new CustomObjectRegistry()).Model;
        Assert.AreEqual(history.Best("val_loss").Values["val_loss"], best.Evaluate(ResumeSamples.Rows(7), batchSize: 4)["loss"]);
    }

    [TestMethod]
    public void Resume_FromBest_GoesOnAfterTheBestEpoch()
    {
        using var folder = new Folder(inMemory: true);
        var options = plain with { Validation = ResumeSamples.Rows(7), Checkpoints = new Checkpoints(folder["run"], Best: "val_loss") };
        var whole = Fit(options);
        var best = whole.Best("val_loss").Epoch;
        var again = Fit(options with { Epochs = 5, Checkpoints = new Checkpoints(folder["again"]), ResumeFrom = Path.Combine(folder["run"], "best.forge") });
        Assert.AreEqual(best, again.Resumed?.Epochs);
        Assert.HasCount(5, again.Epochs);
    }

    [TestMethod]
    public void Cancelled_ThenFittedAgainFromTheFolder_IsTheWhole()
    {
        using var folder = new Folder(inMemory: true);
        manual_seed(5);
        var whole = Fit(plain with { Checkpoints = new Checkpoints(folder["whole"]) });
        using var stop = new CancellationTokenSource();
        var counter = new LambdaCallback { StepEnd = (_, info) => { if (info is { Epoch: 2, Step: 2 }) stop.Cancel(); } };
        var options = plain with { Callbacks = [counter], Checkpoints = new Checkpoints(folder["part"]), ResumeFrom = folder["part"] };

        manual_seed(5);
        var begun = Fit(options with { CancellationToken = stop.Token });
        Assert.IsNull(begun.Resumed);
        Assert.IsTrue(begun.Stopped);
        Assert.AreEqual("step-00000003.forge, step-00000005.forge", Names(folder["part"]));
        manual_seed(99);
        var again = Fit(options);

        Assert.AreEqual(ExactResume.Text(whole), ExactResume.Text(again));
        Assert.AreEqual($"{new ResumePoint(CheckpointFolder.PathOf(folder["part"], 5), 1, 2, [])}", $"{again.Resumed! with { Damaged = [] }}".Replace("System.Collections.Generic.List`1[System.String]", "System.String[]", StringComparison.Ordinal));
        ExactResume.AssertSame(CheckpointFolder.PathOf(folder["whole"], 12), CheckpointFolder.PathOf(folder["part"], 12));
    }

    [TestMethod]
    public void FinishedTraining_WithMoreEpochs_GoesOn()
    {
        using var folder = new Folder(inMemory: true);
        manual_seed(5);
        var whole = Fit(plain with { Epochs = 6, Checkpoints = new Checkpoints(folder["whole"]) });
        manual_seed(5);
        Fit(plain with { Checkpoints = new Checkpoints(folder["part"]) });
        var longer = plain with { Epochs = 6, Checkpoints = new Checkpoints(folder["part"]), ResumeFrom = folder["part"] };
        Assert.AreEqual(ExactResume.Text(whole), ExactResume.Text(Fit(longer)));
        ExactResume.AssertSame(CheckpointFolder.PathOf(folder["whole"], 18), CheckpointFolder.PathOf(folder["part"], 18));
    }

    [TestMethod]
    public void StoppedByACallback_GoneOnFrom_StaysStopped()
    {
        using var folder = new Folder(inMemory: true);
        FitOptions Stopping() => plain with
        {
            Epochs = 50, Callbacks = [new EarlyStopping("loss", patience: 2, minDelta: 10, restoreBestWeights: true)],
            Checkpoints = new Checkpoints(folder["run"]), ResumeFrom = folder["run"],
        };
        var first = Fit(Stopping());
        Assert.AreEqual("loss has not become better since epoch 1", first.StopReason);
        Assert.AreEqual(ExactResume.Text(first), ExactResume.Text(Fit(Stopping())));
    }

    [TestMethod]
    public void Callbacks_OfATrainingThatGoesOn_AreTold()
    {
        using var folder = new Folder(inMemory: true);
        var first = new StepCounter();
        using var stop = new CancellationTokenSource();
        var stopper = new LambdaCallback { StepEnd = (_, info) => { if (info is { Epoch: 2, Step: 1 }) stop.Cancel(); } };
        Fit(plain with { Callbacks = [first, stopper], Checkpoints = new Checkpoints(folder["run"]), CancellationToken = stop.Token });
        var (second, display) = (new StepCounter(), new StringWriter());
        Fit(plain with { Callbacks = [second, new ProgressDisplay(display)], Checkpoints = new Checkpoints(folder["run"]), ResumeFrom = folder["run"] });
        Assert.AreEqual("begin, resume 1.1 at 4, epoch 3, epoch 4", string.Join(", ", second.Told));
        Assert.AreEqual(12, second.Steps);
        StringAssert.StartsWith(display.ToString(), $"Going on from {CheckpointFolder.PathOf(folder["run"], 4)}: epoch 2, after step 1\n\r2/3 [");
    }

    [TestMethod]
    public void CsvLog_OfATrainingThatGoesOn_HasEachEpochOnce()
    {
        using var folder = new Folder(inMemory: true);
        FitOptions Logging() => plain with { Callbacks = [new CsvLogger(folder["log.csv"])], Checkpoints = new Checkpoints(folder["run"], Keep: null) };
        Fit(Logging());
        var whole = File.ReadAllText(folder["log.csv"]);
        Fit(Logging() with { Checkpoints = null, ResumeFrom = CheckpointFolder.PathOf(folder["run"], 6) });
        Assert.AreEqual(5, whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.AreEqual(whole, File.ReadAllText(folder["log.csv"]));
    }

    [TestMethod]
    public void ModelCheckpoints_OfATrainingThatGoesOn_AreStillRotated()
    {
        using var folder = new Folder(inMemory: true);
        FitOptions Saving() => plain with { Callbacks = [new ModelCheckpoint(Path.Combine(folder["models"], "{epoch}.forge"), keep: 2)], Checkpoints = new Checkpoints(folder["run"], Keep: null) };
        Fit(Saving() with { Epochs = 2 });
        Fit(Saving() with { ResumeFrom = folder["run"] });
        Assert.AreEqual("3.forge, 4.forge", Names(folder["models"]));
    }

    [TestMethod]
    public void DamagedNewest_IsPassedOverAndTold()
    {
        using var folder = new Folder(inMemory: true);
        Fit(plain with { Checkpoints = new Checkpoints(folder["run"]) });
        var newest = CheckpointFolder.PathOf(folder["run"], 12);
        var bytes = File.ReadAllBytes(newest);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(newest, bytes);
        var display = new StringWriter();
        var again = Fit(plain with { Callbacks = [new ProgressDisplay(display)], Checkpoints = new Checkpoints(folder["run"]), ResumeFrom = folder["run"] });
        Assert.AreEqual((CheckpointFolder.PathOf(folder["run"], 9), 3, 0), (again.Resumed!.Path, again.Resumed.Epochs, again.Resumed.Step));
        Assert.HasCount(1, again.Resumed.Damaged);
        StringAssert.StartsWith(display.ToString(), $"Passed over: {again.Resumed.Damaged[0]}\nGoing on from ");
        StringAssert.StartsWith(again.Resumed.Damaged[0], newest);
        Assert.HasCount(4, again.Epochs);
    }

    [TestMethod]
    public void Resume_OfAModelThatWasTrainedElsewise_ReplacesEverything()
    {
        using var folder = new Folder(inMemory: true);
        manual_seed(5);
        Fit(plain with { Checkpoints = new Checkpoints(folder["run"], Keep: null) });
        using var model = ResumeSamples.Noisy(new Nadam(0.01), "mae");
        model.Fit(ResumeSamples.Rows(40), new FitOptions { Epochs = 3 });
        model.Fit(ResumeSamples.Rows(12), plain with { Checkpoints = new Checkpoints(folder["part"]), ResumeFrom = CheckpointFolder.PathOf(folder["run"], 3) });
        ExactResume.AssertSame(CheckpointFolder.PathOf(folder["run"], 12), CheckpointFolder.PathOf(folder["part"], 12));
    }

    [TestMethod]
    public void LoadedCheckpoint_FittedFromItself_GoesOn()
    {
        using var folder = new Folder(inMemory: true);
        manual_seed(5);
        Fit(plain with { Checkpoints = new Checkpoints(folder["run"], Keep: null) });
        var path = CheckpointFolder.PathOf(folder["run"], 6);
        using var model = (Sequential)ModelBundle.Load(path, new CustomObjectRegistry()).Model;
        model.Fit(ResumeSamples.Rows(12), plain with { Checkpoints = new Checkpoints(folder["part"]), ResumeFrom = path });
        ExactResume.AssertSame(CheckpointFolder.PathOf(folder["run"], 12), CheckpointFolder.PathOf(folder["part"], 12));
    }

    [TestMethod]
    public void CheckpointsAndResuming_LeaveNoTensorBehind()
    {
        using var folder = new Folder(inMemory: true);
        using var model = ResumeSamples.Noisy(new Nadam(0.01), new F1Score(threshold: 0.5), new ExactAuc());
        var data = ResumeSamples.Rows(12);
        void Run(int run) => model.Fit(data, plain with { Checkpoints = new Checkpoints(folder[$"{run}"], EverySteps: 1, Keep: null), ResumeFrom = run == 0 ? null : CheckpointFolder.PathOf(folder["0"], 4) });
        Run(0);
        Run(1);
        // Copies are freed by the thread that writes them; the garbage collector can only take some more away.
        var before = Tensor.TotalCount;
        Run(2);
        Assert.IsLessThanOrEqualTo(before, Tensor.TotalCount);
    }

    [TestMethod]
    public void Writer_OfALargeModel_CopiesAndReturnsBeforeTheFileIsThere()
    {
        using var folder = new Folder();
        using var model = new Sequential([new Dense(4096)], input: [4096]);
        model.Compile("mse", "adam");
        using var writer = new CheckpointWriter(new Checkpoints(folder["run"]), "Test", model);
        var weight = model.parameters().First();
        var written = weight.detach().clone();
        var path = CheckpointFolder.PathOf(folder["run"], 1);
        writer.Write(1, new CheckpointState(), best: false);
        Assert.IsFalse(File.Exists(path));
        weight.detach().fill_(7);
        writer.Wait();
        using var read = (Sequential)ModelBundle.Load(path, new CustomObjectRegistry()).Model;
        Assert.IsTrue(read.parameters().First().eq(written).all().item<bool>());
    }

    [TestMethod]
    public void LossThatIsNaN_IsNoCheckpoint()
    {
        using var folder = new Folder(inMemory: true);
        using var model = ResumeSamples.Noisy(new StochasticGradientDescent(0.1), "mae");
        var spoil = new LambdaCallback { StepBegin = (_, epoch, step) => { if (epoch == 2 && step == 2) model.parameters().First().detach().fill_(double.NaN); } };
        Assert.ThrowsExactly<DataException>(() => model.Fit(ResumeSamples.Rows(12), plain with { Callbacks = [spoil], Checkpoints = new Checkpoints(folder["run"], EverySteps: 1) }));
        Assert.AreEqual("step-00000002.forge, step-00000003.forge, step-00000004.forge", Names(folder["run"]));
    }
}
