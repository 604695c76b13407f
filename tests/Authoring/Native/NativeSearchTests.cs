using System.Runtime.InteropServices;
using OnnxForge.Authoring.Native;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Authoring.Native;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class NativeSearchTests
{
    [TestMethod]
    [DataRow("app/runtimes/linux-x64/native")]
    [DataRow("app")]
    [DataRow("package")]
    public void Locate_InAnyOfTheFolders_FindsTheLibrary(string folder)
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(root.File(folder));
        File.WriteAllText(root.File(folder, "libtorch_cpu.so"), "");
        var search = new NativeSearch(Architecture.X64, root.File("app"), root.File("package") + Path.DirectorySeparatorChar);
        Assert.AreEqual(root.File(folder, "libtorch_cpu.so"), search.Locate("libtorch_cpu.so"));
    }

    [TestMethod]
    public void Locate_OfLibTorchThatIsNowhere_SaysWhatToAdd()
    {
        using var root = new TemporaryFolder();
        var search = new NativeSearch(Architecture.X64, root.Path + Path.DirectorySeparatorChar, null);
        Assert.AreEqual(
            $"libtorch: expected libtorch_cpu.so in {root.File("runtimes", "linux-x64", "native")} or {root.Path}; received no such file. " +
            "Add a reference to the package libtorch-cpu-linux-x64 (or TorchSharp-cuda-linux) to the application's project; libraries do not bring it.",
            Assert.ThrowsExactly<NativeLoadException>(() => search.Locate("libtorch_cpu.so")).Message);
    }

    [TestMethod]
    public void Locate_OfTorchSharpsOwnLibraryThatIsNowhere_NamesItsPackage()
    {
        using var root = new TemporaryFolder();
        var search = new NativeSearch(Architecture.X64, root.Path, root.File("a") + Path.PathSeparator + root.File("b") + Path.PathSeparator + root.Path);
        Assert.AreEqual(
            $"libtorch: expected libLibTorchSharp.so in {root.File("runtimes", "linux-x64", "native")} or {root.Path} or {root.File("a")} or {root.File("b")}; received no such file. " +
            "It comes with the package TorchSharp: publish the application with its runtimes folder.",
            Assert.ThrowsExactly<NativeLoadException>(() => search.Locate("libLibTorchSharp.so")).Message);
    }

    [TestMethod]
    public void Locate_OnAnArchitectureWithoutABuild_SaysSo()
    {
        using var root = new TemporaryFolder();
        var search = new NativeSearch(Architecture.Arm64, root.Path, null);
        Assert.AreEqual(
            $"libtorch: expected libLibTorchSharp.so in {root.File("runtimes", "linux-arm64", "native")} or {root.Path}; received no such file. " +
            "TorchSharp is published for Linux on x64 alone: run there, or build TorchSharp's native library for linux-arm64 and put it beside the application.",
            Assert.ThrowsExactly<NativeLoadException>(() => search.Locate("libLibTorchSharp.so")).Message);
    }
}
