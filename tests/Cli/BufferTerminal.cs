using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

/// <summary>A terminal in memory.</summary>
internal sealed class BufferTerminal(bool isInteractive = false) : ITerminal, IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    public TextWriter Output => output;

    public TextWriter Error => error;

    public bool IsInteractive => isInteractive;

    public int Width => 120;

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }
}
