namespace OnnxForge.Cli;

/// <summary>The process: standard streams, Ctrl-C, and the exit code.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        using var interrupt = new InterruptSignal();
        return Application.Run(arguments, SystemTerminal.Open(), interrupt.Token);
    }
}
