using System.Globalization;

namespace OnnxForge.Cli;

/// <summary>Shows how far a run over many rows is.</summary>
internal sealed class RunProgress(ITerminal terminal, TimeProvider clock)
{
    private readonly ProgressBar bar = new(terminal, clock);

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => bar.Elapsed;

    /// <summary>Shows a state, if the last is old enough.</summary>
    /// <param name="rows">The rows that are done.</param>
    /// <param name="share">The share of the file that is read, 0 to 1.</param>
    public void Report(long rows, double share) => bar.Report(share, Describe(rows));

    /// <summary>Removes the bar.</summary>
    public void Clear() => bar.Clear();

    /// <summary>Rows and rows a second: <c>1,000 rows, 512 rows/s</c>.</summary>
    public string Describe(long rows) => string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} rows, {rows / Math.Max(Elapsed.TotalSeconds, 1e-6):#,0} rows/s");
}
