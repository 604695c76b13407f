using System.Diagnostics;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Authoring.Native;

/// <summary>Runs the sample tests/Samples/FirstCall as a process of its own.</summary>
internal static class SampleProcess
{
    public static string Output { get; } = Repository.OutputOf("tests/Samples/FirstCall");

    private static string Host { get; } = Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>What the sample in <paramref name="folder"/> printed, and its exit code.</summary>
    public static (int ExitCode, string Out, string Error) Run(string folder)
    {
        var start = new ProcessStartInfo(Host, [Path.Combine(folder, "FirstCall.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.IsTrue(process.WaitForExit(TimeSpan.FromMinutes(2)), "the sample did not end");
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>
    /// Copies the sample's managed files, without the list of its packages, and links those of its native libraries that <paramref name="keep"/> takes.
    /// </summary>
    /// <returns>The native folder of the copy.</returns>
    public static string Copy(string target, Func<string, bool> keep)
    {
        foreach (var file in Directory.GetFiles(Output).Where(f => !f.EndsWith(".deps.json", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        var native = Directory.CreateDirectory(Path.Combine(target, "runtimes", "linux-x64", "native")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Output, "runtimes", "linux-x64", "native")).Where(f => keep(Path.GetFileName(f))))
            File.CreateSymbolicLink(Path.Combine(native, Path.GetFileName(file)), File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
        return native;
    }
}
