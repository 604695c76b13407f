using System.Globalization;

namespace OnnxForge.Cli;

/// <summary>Shows how far something is: a bar that is rewritten while a person watches, else a line every 10 seconds.</summary>
internal sealed class ProgressBar(ITerminal terminal, TimeProvider clock)
{
    private const int BarWidth = 24;
    private static readonly TimeSpan BetweenBars = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly long start = clock.GetTimestamp();
    private long shownAt = clock.GetTimestamp();
    private int shownLength;

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(start);

    /// <summary>Shows a state, if the last is old enough.</summary>
    /// <param name="share">The share that is done, 0 to 1.</param>
    /// <param name="text">What stands beside it.</param>
    public void Report(double share, string text)
    {
        if (clock.GetElapsedTime(shownAt) < (terminal.IsInteractive ? BetweenBars : BetweenLines)) return;
        shownAt = clock.GetTimestamp();
        var state = string.Create(CultureInfo.InvariantCulture, $"{100 * share:0}% - {text}");
        if (!terminal.IsInteractive)
        {
            terminal.Error.WriteLine(state);
            return;
        }
        var full = (int)(BarWidth * share);
        var line = $"[{new string('=', full)}{new string('.', BarWidth - full)}] {state}";
        // A line that wraps could not be rewritten.
        if (line.Length >= terminal.Width) line = line[..(terminal.Width - 1)];
        terminal.Output.Write($"\r{line.PadRight(shownLength)}");
        terminal.Output.Flush();
        shownLength = line.Length;
    }

    /// <summary>Removes the bar.</summary>
    public void Clear()
    {
        if (shownLength > 0) terminal.Output.Write($"\r{new string(' ', shownLength)}\r");
        shownLength = 0;
    }
}
