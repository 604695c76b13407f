namespace OnnxForge.Authoring;

/// <summary>Shows a training as it runs: a line that is rewritten with every step, and each epoch's figures.</summary>
/// <remarks><code>Callbacks = [new ProgressDisplay(Console.Out)]</code></remarks>
/// <param name="writer">Where to; a terminal, for which a carriage return goes back to the line's start.</param>
/// <param name="barWidth">The characters of the bar, default 20; 0 leaves it out.</param>
/// <param name="everySteps">How many steps pass between two lines, 1 or more, default 1; an epoch's last step is always shown.</param>
public sealed class ProgressDisplay(TextWriter writer, int barWidth = 20, int everySteps = 1) : Callback
{
    private int epochs, shown;
    private string line = "";

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (epochs, shown) = (options.Epochs, 0);
    }

    /// <inheritdoc/>
    public override void OnTrainResume(ResumePoint from)
    {
        ArgumentNullException.ThrowIfNull(from);
        foreach (var damaged in from.Damaged) writer.Write($"Passed over: {damaged}\n");
        writer.Write($"Going on from {from.Path}: epoch {from.Epochs + 1}, after step {from.Step}\n");
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => writer.Write($"Epoch {epoch}/{epochs}\n");

    /// <inheritdoc/>
    public override void OnStepEnd(StepInfo step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.Step % everySteps == 0 || step.Step == step.StepsPerEpoch) Show(ProgressLine.Format(step.Step, step.StepsPerEpoch, step.Values, barWidth));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        var validation = epoch.Values.Where(value => value.Key.StartsWith("val_", StringComparison.Ordinal)).ToList();
        if (validation.Count > 0) Show(line + ProgressLine.Values(validation));
        EndLine();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(History history)
    {
        ArgumentNullException.ThrowIfNull(history);
        EndLine();
        if (history.StopReason is { } reason) writer.Write($"Stopped: {reason}\n");
        writer.Flush();
    }

    private void Show(string text)
    {
        line = text;
        writer.Write($"\r{text.PadRight(shown)}");
        writer.Flush();
        shown = text.Length;
    }

    private void EndLine()
    {
        if (shown > 0) writer.Write('\n');
        shown = 0;
    }
}
