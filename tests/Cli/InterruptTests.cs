using OnnxForge.Authoring;
using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class InterruptTests
{
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Train_CtrlC_KeepsTheBestBundleAndEndsCleanly()
    {
        using var folder = new TemporaryFolder();
        var bundle = Path.Combine(folder["out"], "model.forge");
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(Path.Combine(folder["out"], "report.html"), "of an earlier run");
        using var process = CliProcess.Start("train", "--recipe", "mlp", "--epochs", "1000000", "--out", folder["out"]);
        WaitFor(() => File.Exists(bundle) || process.HasExited);

        process.Interrupt();
        var run = process.Wait();

        Assert.AreEqual(130, run.Code, run.Error);
        Assert.AreEqual("", run.Error);
        StringAssert.Contains(run.Output, "\nInterrupted after epoch ");
        StringAssert.Contains(run.Output, "model.forge");
        CollectionAssert.AreEqual(new[] { "history.csv", "learning-curve.svg", "model.forge" }, Directory.EnumerateFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray());
        using var model = ModelBundle.Load(bundle, Trainer.Registry).Model;
        Assert.IsInstanceOfType<TabularModel>(model);
    }

    private static void WaitFor(Func<bool> condition)
    {
        for (var waited = 0; waited < 1200 && !condition(); waited++) Thread.Sleep(100);
    }
}
