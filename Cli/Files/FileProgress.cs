namespace OnnxForge.Cli;

/// <summary>Shows how much of a file is read or written; nothing of one that takes no time, and nothing when it is done.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="clock">The time.</param>
/// <param name="doing">What is done with the file, such as <c>reading model.forge</c>.</param>
internal sealed class FileProgress(ITerminal terminal, TimeProvider clock, string doing) : IProgress<double>, IDisposable
{
    private readonly ProgressBar bar = new(terminal, clock);

    /// <summary>The progress of reading a file, for a command that prints for a person; null for one that prints for a program.</summary>
    public static FileProgress? Reading(string path, ITerminal terminal, bool json) => json ? null : new FileProgress(terminal, TimeProvider.System, $"reading {Path.GetFileName(path)}");

    public void Report(double value)
    {
        if (value >= 1) bar.Clear();
        else bar.Report(value, doing);
    }

    /// <summary>Removes what is shown of a file that was not read to its end.</summary>
    public void Dispose() => bar.Clear();
}
