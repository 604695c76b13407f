namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class WithoutLibTorchTests
{
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Run_ExportedModel_LoadsOnnxRuntimeAlone()
    {
        using var folder = new TemporaryFolder();
        var inputs = SampleInputs.Write(folder);

        var loaded = LoadedLibraries(folder, ["run", TrainedFolder.Onnx, .. inputs.SelectMany(input => (string[])["--input", input]), "--output-dir", folder["result"]]);

        Assert.Contains("libonnxruntime.so", loaded);
        AssertNoTorch(loaded);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Inspect_EitherFile_LoadsNeitherLibrary()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in (string[])[TrainedFolder.Onnx, TrainedFolder.Bundle])
        {
            var loaded = LoadedLibraries(folder, ["inspect", file]);

            Assert.Contains("libcoreclr.so", loaded);
            Assert.DoesNotContain("libonnxruntime.so", loaded);
            AssertNoTorch(loaded);
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Doctor_NotAskedForLibTorch_LoadsOnnxRuntimeAlone()
    {
        using var folder = new TemporaryFolder();

        var loaded = LoadedLibraries(folder, ["doctor"]);

        Assert.Contains("libonnxruntime.so", loaded);
        AssertNoTorch(loaded);
    }

    private static void AssertNoTorch(IReadOnlyCollection<string> loaded) =>
        Assert.IsEmpty(loaded.Where(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase) || name.StartsWith("libc10", StringComparison.Ordinal)).ToList());

    // The dynamic loader itself reports every library of the process.
    private static HashSet<string> LoadedLibraries(TemporaryFolder folder, IReadOnlyList<string> arguments)
    {
        var report = folder["loader"];
        using var process = CliProcess.Start(new Dictionary<string, string> { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = report }, arguments);
        var run = process.Wait();
        Assert.AreEqual(0, run.Code, run.Error);
        const string Mark = "calling init: ";
        return [.. File.ReadLines($"{report}.{process.Id}").Where(line => line.Contains(Mark, StringComparison.Ordinal))
            .Select(line => Path.GetFileName(line[(line.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Trim()))];
    }
}
