using System.Diagnostics;
using System.Runtime.InteropServices;
using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

/// <summary>The command line as a process of its own.</summary>
internal sealed partial class CliProcess : IDisposable
{
    private const int Interruption = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private CliProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public static CliProcess Start(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (IEnumerable<string>)[typeof(Application).Assembly.Location, .. arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        if (OperatingSystem.IsWindows()) return new CliProcess(Process.Start(start)!);
        // Tests that a shell runs in the background ignore Ctrl-C, and the process would too.
        var handler = Signal(Interruption, 0);
        try
        {
            return new CliProcess(Process.Start(start)!);
        }
        finally
        {
            _ = Signal(Interruption, handler);
        }
    }

    public static CliProcess Start(params IReadOnlyList<string> arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <summary>Presses Ctrl-C.</summary>
    public void Interrupt()
    {
        Assert.AreEqual(0, Kill(process.Id, Interruption));
    }

    /// <summary>Ends it at once, as SIGKILL does.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for the end.</summary>
    public CliRun Wait()
    {
        if (!process.WaitForExit(Patience)) Assert.Fail($"The process did not end within {Patience}.");
        return new CliRun(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);
}
