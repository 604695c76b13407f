using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class ResumeErrorTests
{
    private static readonly FitOptions plain = new() { Epochs = 2, BatchSize = 4 };

    private static History Fit(FitOptions options, Optimizer? optimizer = null, DataSource? data = null, Metric? metric = null)
    {
        using var model = ResumeSamples.Noisy(optimizer ?? new Nadam(0.01), metric ?? "mae");
        return model.Fit(data ?? ResumeSamples.Rows(12), options);
    }

    private static string Written(Folder folder)
    {
        Fit(plain with { Checkpoints = new Checkpoints(folder["run"]) });
        return CheckpointFolder.PathOf(folder["run"], 6);
    }

    private static void Refused<T>(string expected, Action action) where T : Exception => Assert.AreEqual(expected, Assert.ThrowsExactly<T>(action).Message);

    [TestMethod]
    public void Resume_WithOtherOptions_NamesThemAll()
    {
        using var folder = new Folder();
        var path = Written(folder);
        using var model = ResumeSamples.Noisy(new Nadam(0.02), "mae");
        Refused<ConfigException>(
            $"Sequential.Fit, ResumeFrom {path}: expected BatchSize 4; Seed 0; data 12 rows of float32 [4] and float32 [1]; compile..optimizer.config.learningRate 0.01; "
            + "received BatchSize 6; Seed 3; data 11 rows of float32 [4] and float32 [1]; compile..optimizer.config.learningRate 0.02. "
            + "Go on with what the training began with, or load the checkpoint with ModelBundle.Load and begin a training of it.",
            () => model.Fit(ResumeSamples.Rows(11), plain with { BatchSize = 6, Seed = 3, ResumeFrom = path }));
        Assert.IsFalse(model.Built);
    }

    [TestMethod]
    public void Resume_OfAnotherModel_NamesTheDifference()
    {
        using var folder = new Folder();
        var path = Written(folder);
        using var model = new Sequential([new Dense(7, "tanh"), new Dense(1)]);
        model.Compile(new BinaryCrossentropy(), new Nadam(0.01), "mae");
        var error = Assert.ThrowsExactly<ConfigException>(() => model.Fit(ResumeSamples.Rows(12), plain with { ResumeFrom = path }));
        StringAssert.Contains(error.Expected, "model.config.layers [");
    }

    [TestMethod]
    public void Resume_WithFewerEpochsThanDone_IsRefused()
    {
        using var folder = new Folder();
        var path = Written(folder);
        Refused<ConfigException>($"Sequential.Fit, ResumeFrom {path}: expected 2 epochs or more, as the checkpoint is of epoch 2; received 1. Epochs counts the epochs that were done before, too.",
            () => Fit(plain with { Epochs = 1, ResumeFrom = path }));
    }

    [TestMethod]
    public void Resume_WithoutACallbackThatHasState_NamesIt()
    {
        using var folder = new Folder();
        Fit(plain with { Callbacks = [new EarlyStopping("loss", patience: 5), new StepCounter()], Checkpoints = new Checkpoints(folder["run"]) });
        Refused<ConfigException>("Sequential.Fit, ResumeFrom: expected the callbacks whose state the checkpoint has: EarlyStopping, StepCounter; received no EarlyStopping. "
            + "Give them to FitOptions.Callbacks again, or load the checkpoint with ModelBundle.Load and begin a training of it.",
            () => Fit(plain with { Callbacks = [new StepCounter()], ResumeFrom = folder["run"] }));
    }

    [TestMethod]
    public void Resume_FromAModelsBundle_IsRefused()
    {
        using var folder = new Folder();
        using (var model = ResumeSamples.Noisy(new Nadam(0.01), "mae")) ModelBundle.Save(folder["model.forge"], model);
        Refused<BundleException>($"{folder["model.forge"]}: expected a checkpoint, which has training.json and optimizer.safetensors; received a bundle of a model alone. "
            + "Load it with ModelBundle.Load, and train the model anew; Checkpoints writes what can be gone on from.", () => Fit(plain with { ResumeFrom = folder["model.forge"] }));
    }

    [TestMethod]
    public void Resume_FromNothing_IsRefused()
    {
        using var folder = new Folder();
        const string Remedy = "Correct the path; only the folder that Checkpoints names may be without one, and begins the training.";
        Refused<BundleException>($"Sequential.Fit, ResumeFrom: expected a checkpoint, or a folder with checkpoints step-*.forge; received {folder["none"]}, which does not exist. {Remedy}",
            () => Fit(plain with { ResumeFrom = folder["none"] }));
        Directory.CreateDirectory(folder["none"]);
        Refused<BundleException>($"Sequential.Fit, ResumeFrom: expected a checkpoint, or a folder with checkpoints step-*.forge; received {folder["none"]}, which has none. {Remedy}",
            () => Fit(plain with { ResumeFrom = folder["none"], Checkpoints = new Checkpoints(folder["other"]) }));
    }

    [TestMethod]
    public void Resume_FromAFolderOfDamagedOnes_IsRefused()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(CheckpointFolder.PathOf(folder["run"], 3), "");
        var error = Assert.ThrowsExactly<BundleException>(() => Fit(plain with { ResumeFrom = folder["run"], Checkpoints = new Checkpoints(folder["run"]) }));
        StringAssert.StartsWith(error.Message, $"Sequential.Fit, ResumeFrom: expected a checkpoint in {folder["run"]} that can be read; received ");
        StringAssert.StartsWith(error.Received, $"1 damaged ({CheckpointFolder.PathOf(folder["run"], 3)}: expected ");
    }

    [TestMethod]
    public void Checkpoints_IntoAFolderWithLaterOnes_AreRefused()
    {
        using var folder = new Folder();
        Written(folder);
        var checkpoints = new Checkpoints(folder["run"]);
        const string Remedy = "Set FitOptions.ResumeFrom to the folder to go on from its last one, name another folder, or delete them.";
        Refused<ConfigException>($"Sequential.Fit, Checkpoints: expected a folder without checkpoints after step 0, where the training starts; received 2 in {folder["run"]}, the last of step 6. {Remedy}",
            () => Fit(plain with { Checkpoints = checkpoints }));
        Refused<ConfigException>($"Sequential.Fit, Checkpoints: expected a folder without checkpoints after step 3, where the training starts; received 1 in {folder["run"]}, the last of step 6. {Remedy}",
            () => Fit(plain with { Checkpoints = checkpoints, ResumeFrom = CheckpointFolder.PathOf(folder["run"], 3) }));
    }

    [TestMethod]
    public void Checkpoints_OfAnOptimizerThatSavesNothing_AreRefusedAfterTheFirstStep()
    {
        using var folder = new Folder();
        Refused<ConfigException>("Checkpoint, Bound: expected an optimizer that saves its state; received one that does not. "
            + "Override Save and Load of its BoundOptimizer, or train without FitOptions.Checkpoints.", () => Fit(plain with { Checkpoints = new Checkpoints(folder["run"]) }, new SilentDescent()));
        Assert.IsFalse(Directory.Exists(folder["run"]));
    }

    [TestMethod]
    public void Checkpoints_OfStateThatNobodySaves_AreRefusedByName()
    {
        using var folder = new Folder();
        using var model = new Forgetful();
        model.Compile(new MeanSquaredError(), new Adam(), new CountingMetric());
        Refused<ConfigException>("Forgetful.Fit, Checkpoints: expected a way to save everything that trains; received CountingMetric, which resets more than its states; "
            + "Forgetful.own, a BoundOptimizer of the model's own; Forgetful.seen, a MeanMetric of the model's own. Override Save and Load of the metric, SaveTraining and LoadTraining of the model.",
            () => model.Fit(ResumeSamples.Rows(12), plain with { Checkpoints = new Checkpoints(folder["run"]) }));
        Assert.IsFalse(model.Built);
    }

    /// <summary>Its history of steps is libtorch's own; a step of the model's that saves what else it has does not help.</summary>
    [TestMethod]
    public void Checkpoints_OfLbfgs_AreRefusedAsSoonAsItIsThere()
    {
        using var folder = new Folder();
        using var model = new Searching();
        model.Compile(new MeanSquaredError(), new Adam());
        Refused<ConfigException>("Searching.Fit, Checkpoints: expected optimizers that can be gone on with; received Searching.search, a LBFGS, whose state TorchSharp gives to nobody. "
            + "Train without FitOptions.Checkpoints and save the model with ModelBundle.Save, or use another optimizer.",
            () => model.Fit(ResumeSamples.Rows(12), plain with { Checkpoints = new Checkpoints(folder["run"]) }));
        Assert.IsFalse(Directory.Exists(folder["run"]));
        model.Fit(ResumeSamples.Rows(12), plain);
        ModelBundle.Save(folder["m"], model);
        using var loaded = (Searching)ModelBundle.Load(folder["m"], new CustomObjectRegistry().Register<Searching>()).Model;
        Assert.IsTrue(model.parameters().Zip(loaded.parameters()).All(pair => pair.First.eq(pair.Second).all().item<bool>()));
    }

    /// <summary>A loop of one's own saves its model, whatever trains it.</summary>
    [TestMethod]
    public void ModelThatLbfgsTrained_Saved_ComputesTheSame()
    {
        using var folder = new Folder();
        using var model = new Sequential([new Dense(1)], input: [4]);
        var x = ResumeSamples.Wave(8, 4);
        using var optimizer = optim.LBFGS(model.parameters());
        using var before = model.parameters().First().detach().clone();
        optimizer.step(() =>
        {
            optimizer.zero_grad();
            var loss = (model.call(x) - 1).square().mean();
            loss.backward();
            return loss;
        });
        Assert.IsFalse(before.eq(model.parameters().First()).all().item<bool>());
        ModelBundle.Save(folder["m"], model);
        using var loaded = (Sequential)ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model;
        Assert.IsTrue(loaded.call(x).eq(model.call(x)).all().item<bool>());
    }

    [TestMethod]
    public void Checkpoints_OfOptimizersInAList_AreRefusedByName()
    {
        using var folder = new Folder();
        using var model = new Hoarding();
        model.Compile(new MeanSquaredError(), new Adam());
        Refused<ConfigException>("Hoarding.Fit, Checkpoints: expected a way to save everything that trains; received Hoarding.all, a SGD of the model's own; Hoarding.any, a Adagrad of the model's own; "
            + "Hoarding.later, a BoundOptimizer of the model's own. Override Save and Load of the metric, SaveTraining and LoadTraining of the model.",
            () => model.Fit(ResumeSamples.Rows(12), plain with { Checkpoints = new Checkpoints(folder["run"]) }));
    }

    [TestMethod]
    public void Checkpoints_OfAModelWithoutAName_AreRefusedBeforeTheFirstStep()
    {
        using var folder = new Folder();
        var model = TrainingSamples.Compiled();
        var (x, y) = TrainingSamples.Line(4);
        Assert.ThrowsExactly<ConfigException>(() => model.Fit(x, y, new FitOptions { Checkpoints = new Checkpoints(folder["run"]) }));
        Assert.IsFalse(model.Built);
    }

    [TestMethod]
    public void Resume_OfASequenceThatIsReadOnce_IsRefused()
    {
        using var folder = new Folder();
        static IEnumerable<Batch> Batches(int count) => Enumerable.Range(0, count).Select(i => new Batch([ResumeSamples.Wave(4, 4)], [ones(4, 1)]));
        using var stop = new CancellationTokenSource();
        var stopper = new LambdaCallback { StepEnd = (_, info) => { if (info.Step == 3) stop.Cancel(); } };
        Fit(plain with { Callbacks = [stopper], Checkpoints = new Checkpoints(folder["run"]), CancellationToken = stop.Token }, data: DataSource.FromBatches(Batches(5)));
        Refused<DataException>("BatchSource, epoch 1: expected the 3 batches that were read before the checkpoint; received 2. "
            + "Give the data that the training began with; a sequence that can be read once cannot be gone on with.", () => Fit(plain with { ResumeFrom = folder["run"] }, data: DataSource.FromBatches(Batches(2))));
    }

    [TestMethod]
    public void CheckpointThatCannotBeWritten_IsAnErrorOfFit()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["file"], "");
        var error = Assert.ThrowsExactly<BundleException>(() => Fit(plain with { Checkpoints = new Checkpoints(folder["file"]) }));
        StringAssert.StartsWith(error.Message, $"Sequential.Fit, Checkpoints: expected a folder {folder["file"]} that can be made; received a refusal (");

        // Written by another thread, so that it comes out when that one is waited for.
        Directory.CreateDirectory(CheckpointFolder.PathOf(folder["run"], 6));
        error = Assert.ThrowsExactly<BundleException>(() => Fit(plain with { Checkpoints = new Checkpoints(folder["run"]) }));
        Assert.AreEqual($"{CheckpointFolder.PathOf(folder["run"], 6)}: expected a file in a folder that exists; received a folder. Create the folder, or give another path.", error.Message);
    }

    [TestMethod]
    public void Checkpoints_OutOfRange_AreRefused()
    {
        Refused<ConfigException>("Checkpoints: expected a folder; received none. Name the folder that gets the checkpoints.", () => _ = new Checkpoints(" "));
        Refused<ConfigException>("Checkpoints: expected everySteps of 1 or more; received 0. Correct everySteps.", () => _ = new Checkpoints("run", EverySteps: 0));
        Refused<ConfigException>("Checkpoints: expected everyEpochs of 1 or more; received 0. Correct everyEpochs.", () => _ = new Checkpoints("run", EveryEpochs: 0));
        Refused<ConfigException>("Checkpoints: expected keep of 1 or more; received 0. Correct keep.", () => _ = new Checkpoints("run", Keep: 0));
    }

    [TestMethod]
    public void CheckpointState_WithoutAValue_NamesItsPlace()
    {
        var state = new CheckpointState();
        state.Part("callbacks").Part("StepCounter").Set("steps", "three");
        Refused<BundleException>("Checkpoint, callbacks/StepCounter/steps: expected a whole number; received \"three\". Go on with the classes that wrote the checkpoint.",
            () => state.Part("callbacks").Part("StepCounter").GetInt64("steps"));
        Refused<BundleException>("Checkpoint, weight: expected a tensor; received none. Go on with the classes that wrote the checkpoint.", () => state.GetTensor("weight"));
        Refused<ConfigException>("Checkpoint, callbacks/StepCounter/steps: expected values of different names; received a second one of this name. Rename one of them.",
            () => state.Part("callbacks").Part("StepCounter").Set("steps", 3));
    }

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(-0.0)]
    [DataRow(1e300)]
    [DataRow(double.Epsilon)]
    [DataRow(double.NaN)]
    [DataRow(double.NegativeInfinity)]
    public void CheckpointState_Number_ComesBackToTheBit(double number)
    {
        var state = new CheckpointState();
        state.Set("number", number);
        var read = new CheckpointState("file", BundleFormat.FromBytes(BundleFormat.ToBytes(state.Values), "file"), state.Tensors);
        Assert.AreEqual(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(read.GetDouble("number")));
    }
}
