using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Inference.Apps;

/// <summary>The application that is compiled ahead of time, with the library and its services.</summary>
[TestClass]
public sealed class AotAppTests
{
    /// <summary>What dotnet publish links with, the first that is there.</summary>
    private static readonly string[] Linkers = ["clang", "gcc"];

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Aot_AsPublished_PredictsWithoutTheRuntime()
    {
        if (Array.Find(Linkers, IsInstalled) is not { } linker)
        {
            Assert.Inconclusive($"native code needs a linker, and neither {string.Join(" nor ", Linkers)} is installed");
            return;
        }

        var folder = Publish(linker);
        Assert.IsEmpty(Directory.GetFiles(folder, "OnnxForge*.dll"));
        using var app = AppProcess.StartProgram(Path.Combine(folder, "Aot"), [.. Features.Row(3).Select(value => value.ToString(CultureInfo.InvariantCulture)), $"--OnnxModels:Housing:Path={ExportedModel.Path}", "--OnnxModels:Housing:Threads=1"]);
        Assert.AreEqual(0, app.WaitForExit(), app.Errors);
        Assert.AreEqual($"{Features.Price(3)} {Features.Price(3)}\n", app.Text);

        using var wrong = AppProcess.StartProgram(Path.Combine(folder, "Aot"), "1", $"--OnnxModels:Housing:Path={ExportedModel.Path}", "--OnnxModels:Housing:Optimization=most");
        Assert.AreNotEqual(0, wrong.WaitForExit());
        Assert.Contains("OnnxModels:Housing:Optimization: expected None, Basic, Extended, All; received 'most'. Correct the setting.", wrong.Errors);
    }

    /// <summary>Publishes once for each state of the code.</summary>
    private static string Publish(string linker)
    {
        var folder = Path.Combine(Repository.Artifacts, "aot", Key(linker));
        if (File.Exists(Path.Combine(folder, "done")))
        {
            return folder;
        }

        var configuration = Path.GetFileName(Path.GetDirectoryName(AppProcess.OutputOf("Aot")))!;
        using var publish = AppProcess.StartDotNet(
            "publish", "tests/Samples/Aot/Aot.csproj", "-c", configuration, "--use-current-runtime", "-o", folder, $"-p:CppCompilerAndLinker={linker}", "-p:NativeDebugSymbols=false", "-v", "quiet", "--nologo");
        Assert.AreEqual(0, publish.WaitForExit(), publish.Text + publish.Errors);
        Assert.DoesNotContain("warning", publish.Text);
        File.WriteAllText(Path.Combine(folder, "done"), "");
        return folder;
    }

    /// <summary>A hash of all that the program is made of.</summary>
    private static string Key(string linker)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{linker} {Environment.Version}"));
        var files = Repository.Files("*.cs").Concat(Repository.Files("*.csproj")).Where(file => file.StartsWith("Inference/", StringComparison.Ordinal) || file.StartsWith("tests/Samples/Aot/", StringComparison.Ordinal));
        foreach (var file in files.Concat(["Directory.Packages.props", "Directory.Build.props", "Directory.Build.targets", "NativePackages.props", "tests/Data/housing.onnx"]))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file));
            hash.AppendData(File.ReadAllBytes(Path.Combine(Repository.Root, file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
