using System.Diagnostics;
using System.Text;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Inference.Apps;

/// <summary>An application of tests/Samples, or another program, as a process of its own.</summary>
internal sealed class AppProcess : IDisposable
{
    private static readonly string DotNet = Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _errors = new();

    private AppProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(_text, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it printed until now.</summary>
    public string Text => Read(_text);

    public string Errors => Read(_errors);

    public static string OutputOf(string sample) => Repository.OutputOf($"tests/Samples/{sample}");

    /// <summary>Starts an application of tests/Samples, in the folder where it was built.</summary>
    public static AppProcess Start(string sample, params string[] arguments) =>
        new(new ProcessStartInfo(DotNet, [Path.Combine(OutputOf(sample), sample + ".dll"), .. arguments]) { WorkingDirectory = OutputOf(sample) });

    /// <summary>Starts dotnet itself.</summary>
    public static AppProcess StartDotNet(params string[] arguments) => new(new ProcessStartInfo(DotNet, arguments) { WorkingDirectory = Repository.Root });

    public static AppProcess StartProgram(string path, params string[] arguments) => new(new ProcessStartInfo(path, arguments));

    /// <summary>Waits until a line has been printed that holds <paramref name="text"/>.</summary>
    /// <returns>The line.</returns>
    public string WaitFor(string text)
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            if (Array.Find(Text.Split('\n'), line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            Assert.IsTrue(!_process.HasExited && limit.Elapsed < TimeSpan.FromMinutes(2), $"'{text}' was not printed: {Text}{Errors}");
            Thread.Sleep(10);
        }
    }

    /// <summary>Asks it to end, as a container's or system's manager does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <returns>The exit code.</returns>
    public int WaitForExit()
    {
        Assert.IsTrue(_process.WaitForExit(TimeSpan.FromMinutes(10)), $"it did not end: {Text}{Errors}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
