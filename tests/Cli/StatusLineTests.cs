using OnnxForge.Authoring;
using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class StatusLineTests
{
    private static readonly Dictionary<string, double> Values = new() { ["loss"] = 0.25, ["mean_absolute_error"] = 0.5 };

    [TestMethod]
    public void OnStepEnd_Watched_RewritesOneLine()
    {
        using var terminal = new BufferTerminal(isInteractive: true);
        var line = new StatusLine(terminal);

        using var model = OnnxForge.Models.Recipes.All[0].Create();
        line.OnTrainBegin(model, new FitOptions { Epochs = 2 });
        line.OnStepEnd(new StepInfo(1, 2, 10, 10, Values));
        line.OnEpochEnd(new EpochRecord(1, Values, TimeSpan.FromSeconds(1.5)));

        const string Status = "Epoch 1/2 10/10 [====================] - loss: 0.2500 - mean_absolute_error: 0.5000";
        Assert.AreEqual($"\r{Status}\r{new string(' ', Status.Length)}\rEpoch 1/2 - 1.5 s - loss: 0.2500 - mean_absolute_error: 0.5000\n", terminal.Output.ToString());
    }

    [TestMethod]
    public void OnStepEnd_LongLine_IsCutToTheTerminal()
    {
        using var terminal = new BufferTerminal(isInteractive: true);
        var many = Enumerable.Range(0, 20).ToDictionary(i => $"metric_{i}", i => (double)i);

        new StatusLine(terminal).OnStepEnd(new StepInfo(1, 1, 1, 1, many));

        Assert.AreEqual(terminal.Width, terminal.Output.ToString()!.Length);
    }

    [TestMethod]
    public void OnStepEnd_Redirected_WritesNothing()
    {
        using var terminal = new BufferTerminal();

        new StatusLine(terminal).OnStepEnd(new StepInfo(1, 1, 1, 1, Values));

        Assert.AreEqual("", terminal.Output.ToString());
    }
}
