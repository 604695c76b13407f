using OnnxForge.Authoring;
using OnnxForge.Tests.Authoring;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class ResumeTests
{
    // The second process knows nothing of the first but its files.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Train_StoppedThenResumedInANewProcess_IsTheTrainingThatNeverStopped(bool killed)
    {
        using var folder = new TemporaryFolder();
        var (part, whole) = (folder["part"], folder["whole"]);
        using (var first = CliProcess.Start("train", "--recipe", "mlp", "--epochs", "1000000", "--out", part))
        {
            for (var waited = 0; waited < 1200 && CheckpointFolder.List(Path.Combine(part, "checkpoints")).Count == 0 && !first.HasExited; waited++) Thread.Sleep(100);
            if (killed) first.Kill();
            else first.Interrupt();
            var run = first.Wait();
            Assert.AreEqual(killed ? 137 : 130, run.Code, run.Error);
            if (!killed) StringAssert.Contains(run.Output, " Add --resume to go on.\n");
        }
        var last = CheckpointFolder.List(Path.Combine(part, "checkpoints"))[^1];
        using var checkpoint = Checkpoint.Open("test", last.Path, null, out _)!;
        var epochs = $"{checkpoint.State.GetInt64("epochs") + 2}";

        using var second = CliProcess.Start("train", "--recipe", "mlp", "--epochs", epochs, "--out", part, "--resume");
        var resumed = second.Wait();
        var straight = CliRun.Of("train", "--recipe", "mlp", "--epochs", epochs, "--out", whole);

        Assert.AreEqual((0, 0), (resumed.Code, straight.Code), resumed.Error + straight.Error);
        StringAssert.Contains(resumed.Output, $"\nGoing on from {last.Path}: epoch ");
        var end = CheckpointFolder.List(Path.Combine(whole, "checkpoints"))[^1];
        ExactResume.AssertSame(end.Path, CheckpointFolder.PathOf(Path.Combine(part, "checkpoints"), end.Steps));
        Assert.AreEqual(File.ReadAllText(Path.Combine(whole, "history.csv")).Split('\n').Length, File.ReadAllText(Path.Combine(part, "history.csv")).Split('\n').Length);
    }

    [TestMethod]
    public void Train_ResumedWithAnotherSeed_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(0, CliRun.Of("train", "--recipe", "mlp", "--epochs", "1", "--out", folder["out"]).Code);
        var run = CliRun.Of("train", "--recipe", "mlp", "--epochs", "2", "--batch", "50", "--out", folder["out"], "--resume");
        Assert.AreEqual(2, run.Code);
        StringAssert.Contains(run.Error, "received BatchSize 50. ");
        StringAssert.StartsWith(run.Error, "onnxforge: ");
    }

    [TestMethod]
    public void Train_WithoutResume_BeginsAnewInTheSameFolder()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(0, CliRun.Of("train", "--recipe", "mlp", "--epochs", "2", "--out", folder["out"]).Code);
        var again = CliRun.Of("train", "--recipe", "mlp", "--epochs", "1", "--out", folder["out"]);
        Assert.AreEqual(0, again.Code, again.Error);
        Assert.HasCount(1, CheckpointFolder.List(Path.Combine(folder["out"], "checkpoints")));
    }
}
