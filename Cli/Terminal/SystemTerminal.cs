using System.Text;

namespace OnnxForge.Cli;

/// <summary>The process's own standard output and error: the one place that uses <see cref="Console"/>.</summary>
internal sealed class SystemTerminal : ITerminal
{
    private const int DefaultWidth = 100;

    private SystemTerminal(bool isInteractive, int width)
    {
        IsInteractive = isInteractive;
        Width = width;
    }

    public TextWriter Output => Console.Out;

    public TextWriter Error => Console.Error;

    public bool IsInteractive { get; }

    public int Width { get; }

    /// <summary>Sets UTF-8 without a byte order mark and looks whether a person watches.</summary>
    public static SystemTerminal Open()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var redirected = Console.IsOutputRedirected;
        var width = redirected ? DefaultWidth : Console.WindowWidth;
        return new SystemTerminal(!redirected, width > 0 ? width : DefaultWidth);
    }
}
