using System.Diagnostics;

namespace OnnxForge.Tests.Policy;

/// <summary>.ci/run counts from result files: here a stand-in for dotnet writes them.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class CiScriptTests
{
    [TestMethod]
    public void Run_WhereEveryTestPasses_EndsWithTheCounts() =>
        AssertRun([Counters(total: 7, passed: 7, failed: 0)], dotnetExit: 0, expectedExit: 0, "7 passed, 0 failed, 0 skipped");

    [TestMethod]
    public void Run_OfSeveralTestProjects_SumsTheirCounts() =>
        AssertRun([Counters(total: 7, passed: 5, failed: 0), Counters(total: 20, passed: 19, failed: 1)], dotnetExit: 2, expectedExit: 1, "24 passed, 1 failed, 2 skipped");

    [TestMethod]
    public void Run_WithAFailedTest_Fails() =>
        AssertRun([Counters(total: 2, passed: 1, failed: 1)], dotnetExit: 2, expectedExit: 1, "1 passed, 1 failed, 0 skipped");

    [TestMethod]
    public void Run_ThatDoesNotBuild_Fails() =>
        AssertRun([], dotnetExit: 1, expectedExit: 1, "no test results were written: the build failed or the tests did not start (exit code 1)", "0 passed, 1 failed, 0 skipped");

    [TestMethod]
    public void Run_ThatWritesNoResultsButSucceeds_Fails() =>
        AssertRun([], dotnetExit: 0, expectedExit: 1, "no test results were written: the build failed or the tests did not start (exit code 0)", "0 passed, 1 failed, 0 skipped");

    [TestMethod]
    public void Run_OfNoTest_Fails() =>
        AssertRun([Counters(total: 3, passed: 0, failed: 0)], dotnetExit: 8, expectedExit: 1, "no test ran", "0 passed, 1 failed, 3 skipped");

    [TestMethod]
    public void Run_ThatEndsEarly_Fails() =>
        AssertRun([Counters(total: 3, passed: 3, failed: 0)], dotnetExit: 134, expectedExit: 1, "the test run ended with exit code 134 though no test failed", "3 passed, 1 failed, 0 skipped");

    private static string Counters(int total, int passed, int failed) =>
        $"<TestRun><ResultSummary><Counters total=\"{total}\" executed=\"{passed + failed}\" passed=\"{passed}\" failed=\"{failed}\" error=\"0\" timeout=\"0\" aborted=\"0\" notExecuted=\"{total - passed - failed}\" /></ResultSummary></TestRun>";

    private static void AssertRun(string[] results, int dotnetExit, int expectedExit, params string[] expectedLines)
    {
        using var folder = new TemporaryFolder();
        var script = Prepare(folder, results, dotnetExit);
        var start = new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true, RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment["PATH"] = folder.File("tools") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["CI"] = "true";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.AreEqual(string.Join('\n', expectedLines), string.Join('\n', lines.TakeLast(expectedLines.Length)));
        Assert.AreEqual(expectedExit, process.ExitCode);
        Assert.AreEqual($"arguments: test --report-trx --results-directory {folder.File("artifacts", "test-results")}", lines[0]);
    }

    /// <summary>Lays out a repository with the script, results of an older run, and a dotnet that writes <paramref name="results"/>.</summary>
    private static string Prepare(TemporaryFolder folder, string[] results, int dotnetExit)
    {
        Directory.CreateDirectory(folder.File(".ci"));
        Directory.CreateDirectory(folder.File("tools"));
        Directory.CreateDirectory(folder.File("artifacts", "test-results"));
        File.WriteAllText(folder.File("artifacts", "test-results", "old.trx"), Counters(total: 1000, passed: 1000, failed: 0));
        File.Copy(Path.Combine(Repository.Root, ".ci", "run"), folder.File(".ci", "run"));
        var writes = results.Select((text, i) => $"cat > \"$4/{i}.trx\" <<'EOF'\n{text}\nEOF\n");
        File.WriteAllText(folder.File("tools", "dotnet"), $"#!/usr/bin/env bash\necho \"arguments: $*\"\n{string.Concat(writes)}exit {dotnetExit}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File("tools", "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder.File(".ci", "run");
    }
}
