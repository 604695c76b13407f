using OnnxForge.Authoring.Native;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Authoring.Native;

/// <summary>An application that refers to Authoring needs to do nothing before its first TorchSharp call.</summary>
[TestClass]
public sealed class FirstCallTests
{
    /// <summary>The host lists .NET's own folder among those with native libraries.</summary>
    private static readonly string DotNet = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    [TestMethod]
    public void Application_WhoseFirstStatementCallsTorchSharp_Works()
    {
        var (exitCode, output, error) = SampleProcess.Run(SampleProcess.Output);
        Assert.AreEqual("10", output.Trim(), error);
        Assert.AreEqual(0, exitCode, error);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Application_WithoutAPackageList_Works()
    {
        using var folder = new TemporaryFolder();
        SampleProcess.Copy(folder.Path, keep: _ => true);
        var (exitCode, output, error) = SampleProcess.Run(folder.Path);
        Assert.AreEqual("10", output.Trim(), error);
        Assert.AreEqual(0, exitCode, error);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Application_WithoutLibTorch_NamesWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        var native = SampleProcess.Copy(folder.Path, keep: name => name == "libLibTorchSharp.so");
        AssertFails(folder, $"libtorch: expected libtorch_cpu.so in {native} or {folder.Path} or {DotNet}; received no such file. " +
            "Add a reference to the package libtorch-cpu-linux-x64 (or TorchSharp-cuda-linux) to the application's project; libraries do not bring it.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Application_WithoutAnyNativeLibrary_NamesWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        var native = SampleProcess.Copy(folder.Path, keep: _ => false);
        AssertFails(folder, $"libtorch: expected libLibTorchSharp.so in {native} or {folder.Path} or {DotNet}; received no such file. " +
            "It comes with the package TorchSharp: publish the application with its runtimes folder.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Application_WithADamagedLibTorch_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var native = SampleProcess.Copy(folder.Path, keep: name => name != "libtorch_cpu.so");
        File.WriteAllText(Path.Combine(native, "libtorch_cpu.so"), "not a library");
        AssertFails(folder, $"libtorch: expected {native}/libtorch_cpu.so to load; received: ", "file too short. Install what it misses, or reinstall the package that brought it.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Application_WithADamagedTorchSharp_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var native = SampleProcess.Copy(folder.Path, keep: name => name != "libLibTorchSharp.so");
        File.WriteAllText(Path.Combine(native, "libLibTorchSharp.so"), "not a library");
        AssertFails(folder, $"libtorch: expected {native}/libLibTorchSharp.so to load; received: expected a 64-bit little-endian ELF library. " +
            "Install what it misses, or reinstall the package that brought it.");
    }

    [TestMethod]
    public void EnsureLoaded_AgainAndFromManyThreads_ChangesNothing()
    {
        var folder = LibTorch.Folder;
        Parallel.For(0, 16, _ => LibTorch.EnsureLoaded());
        Assert.AreEqual(folder, LibTorch.Folder);
        Assert.AreEqual(10, TorchSharp.torch.arange(5).sum().item<long>());
        if (OperatingSystem.IsLinux()) Assert.IsTrue(File.Exists(Path.Combine(folder!, "libtorch_cpu.so")));
    }

    private static void AssertFails(TemporaryFolder folder, params string[] messages)
    {
        var (exitCode, output, error) = SampleProcess.Run(folder.Path);
        Assert.AreNotEqual(0, exitCode);
        Assert.AreEqual("", output);
        foreach (var message in messages) Assert.Contains(message, error);
    }
}
