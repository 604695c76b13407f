using System.Diagnostics;
using System.Globalization;
using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>Shows a training as it runs: a line that is rewritten while a person watches, and a line an epoch.</summary>
internal sealed class StatusLine(ITerminal terminal) : Callback
{
    private const double SecondsBetween = 0.1;

    private long shownAt;
    private int shownLength;
    private int epochs;

    public override void OnTrainBegin(IModel model, FitOptions options) => epochs = options.Epochs;

    public override void OnTrainResume(ResumePoint from)
    {
        foreach (var damaged in from.Damaged) terminal.Error.WriteLine($"Passed over: {damaged}");
        terminal.Output.WriteLine($"Going on from {from.Path}: epoch {from.Epochs + 1}, after step {from.Step}.");
    }

    public override void OnStepEnd(StepInfo step)
    {
        if (!terminal.IsInteractive || (step.Step < step.StepsPerEpoch && Stopwatch.GetElapsedTime(shownAt).TotalSeconds < SecondsBetween)) return;
        shownAt = Stopwatch.GetTimestamp();
        Show($"Epoch {step.Epoch}/{step.Epochs} {ProgressLine.Format(step.Step, step.StepsPerEpoch, step.Values)}");
    }

    public override void OnEpochEnd(EpochRecord epoch)
    {
        Clear();
        var values = string.Concat(epoch.Values.Select(value => $" - {value.Key}: {value.Value.ToString("0.0000", CultureInfo.InvariantCulture)}"));
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch.Epoch}/{epochs} - {epoch.Duration.TotalSeconds:0.0} s{values}"));
    }

    public override void OnTrainEnd(History history) => Clear();

    private void Show(string text)
    {
        // A line that wraps could not be rewritten.
        var line = text.Length < terminal.Width ? text : text[..(terminal.Width - 1)];
        terminal.Output.Write($"\r{line.PadRight(shownLength)}");
        terminal.Output.Flush();
        shownLength = line.Length;
    }

    private void Clear()
    {
        if (shownLength > 0) terminal.Output.Write($"\r{new string(' ', shownLength)}\r");
        shownLength = 0;
    }
}
