using OnnxForge.Authoring;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Samples;

/// <summary>The README's training that stops and goes on.</summary>
[TestClass]
public sealed class ReadmeResumeTests
{
    [TestMethod]
    public void Readme_StopAndGoOn_GivesTheSameFigures()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            manual_seed(7);
            var x = randn(256, 8);
            var y = x.sum(1, keepdim: true);
            using var stop = new CancellationTokenSource();
            var stopper = new LambdaCallback { StepEnd = (_, step) => { if (step is { Epoch: 3, Step: 2 }) stop.Cancel(); } };
            var begun = Train(x, y, stopper, stop.Token);
            Assert.IsTrue(begun.Stopped);
            Assert.HasCount(2, begun.Epochs);
            var history = Train(x, y, stopper, CancellationToken.None);
            Assert.HasCount(20, history.Epochs);
            Assert.AreEqual(begun.Epochs[1].Values["loss"], history.Epochs[1].Values["loss"]);
            Assert.AreEqual(2, LoadBest(history, x, y));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static History Train(Tensor x, Tensor y, Callback callback, CancellationToken stop)
    {
        #region checkpoints
        var model = new Sequential([new Dense(30, "selu"), new Dropout(0.2), new Dense(1)]);
        model.Compile("mse", new Scheduled(new Nadam(), new CosineDecay(0.01, 160)), "mae");
        var history = model.Fit(x, y, new FitOptions
        {
            Epochs = 20,
            ValidationSplit = 0.2,
            Checkpoints = new Checkpoints("run", EverySteps: 100, Keep: 3, Best: "val_loss"),
            ResumeFrom = "run",
            Callbacks = [new EarlyStopping(patience: 20), callback],
            CancellationToken = stop,
        });
        Console.WriteLine(history.Resumed is { } from ? $"went on from {from.Path}" : "began");
        #endregion
        return history;
    }

    private static int LoadBest(History history, Tensor x, Tensor y)
    {
        #region checkpoint-load
        var best = (Sequential)ModelBundle.Load("run/best.forge", new CustomObjectRegistry()).Model;
        #endregion
        var rows = x.shape[0] - history.Epochs.Count;
        Assert.IsGreaterThan(0, rows);
        return best.Evaluate(x, y).Count;
    }

    #region callback-state
    public sealed class Countdown(int steps) : Callback
    {
        private int left = steps;

        public override void OnStepEnd(StepInfo step)
        {
            if (--left == 0) Training.Stop("the time is over");
        }

        public override void Save(CheckpointState state) => state.Set("left", left);
        public override void Load(CheckpointState state) => left = (int)state.GetInt64("left");
    }
    #endregion

    [TestMethod]
    public void Readme_CallbackWithState_CountsOverAllRuns()
    {
        using var folder = new TemporaryFolder();
        var x = ones(8, 2);
        var options = new FitOptions { Epochs = 2, BatchSize = 4, Checkpoints = new Checkpoints(Path.Combine(folder.Path, "run")), ResumeFrom = Path.Combine(folder.Path, "run") };
        using var model = new Sequential([new Dense(2)]);
        model.Compile("mse", "adam");
        Assert.IsNull(model.Fit(x, x, options with { Callbacks = [new Countdown(6)] }).StopReason);
        Assert.AreEqual("the time is over", model.Fit(x, x, options with { Epochs = 9, Callbacks = [new Countdown(6)] }).StopReason);
    }
}
