using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class AssemblyArrowTests
{
    [TestMethod]
    [DataRow("net10.0")]
    [DataRow("net8.0")]
    public void Assemblies_AsBuilt_UseOnlyWhatTheyMay(string inference)
    {
        var ours = Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Where(f => Path.GetFileName(f).StartsWith("OnnxForge.", StringComparison.OrdinalIgnoreCase) && !Path.GetFileName(f).StartsWith("OnnxForge.Inference.", StringComparison.Ordinal))
            .Append(Path.Combine(Repository.OutputOf("Inference", inference), "OnnxForge.Inference.dll"))
            .Append(Path.Combine(Repository.OutputOf("Inference/Generator", "netstandard2.0"), "OnnxForge.Inference.Generator.dll"))
            .Append(Path.Combine(Repository.OutputOf("Inference/Hosting", inference), "OnnxForge.Inference.Hosting.dll"))
            .Select(AssemblyReferences.Read)
            .ToList();
        foreach (var name in (string[])["OnnxForge.Authoring", "OnnxForge.Export", "OnnxForge.Inference", "OnnxForge.Inference.Generator", "OnnxForge.Inference.Hosting", "OnnxForge.Models"])
            Assert.Contains(name, ours.Select(a => a.Name));
        Assert.That.NoViolations(AssemblyArrows.Violations(ours));
    }

    [TestMethod]
    [DataRow("OnnxForge.Authoring", "OnnxForge.Export")]
    [DataRow("OnnxForge.Authoring", "OnnxForge.Inference")]
    [DataRow("OnnxForge.Authoring", "Microsoft.ML.OnnxRuntime")]
    [DataRow("OnnxForge.Authoring", "Google.Protobuf")]
    [DataRow("OnnxForge.Export", "Microsoft.ML.OnnxRuntime")]
    [DataRow("OnnxForge.Inference", "TorchSharp")]
    [DataRow("OnnxForge.Inference", "Google.Protobuf")]
    [DataRow("OnnxForge.Inference", "System.CommandLine")]
    [DataRow("OnnxForge.Inference", "OnnxForge.Inference.Generator")]
    [DataRow("OnnxForge.Inference.Generator", "OnnxForge.Inference")]
    [DataRow("OnnxForge.Inference", "Microsoft.Extensions.Logging.Abstractions")]
    [DataRow("OnnxForge.Inference.Hosting", "Microsoft.Extensions.Hosting")]
    [DataRow("OnnxForge.Inference.Hosting", "TorchSharp")]
    [DataRow("OnnxForge.Models", "Microsoft.ML.OnnxRuntime")]
    [DataRow("OnnxForge.Models", "System.Console")]
    public void Assembly_WithAForbiddenReference_IsNamed(string from, string to)
    {
        using var folder = new TemporaryFolder();
        var target = Compile(folder.Path, to, "public static class Target { public static int Value() => 1; }");
        var planted = Compile(folder.Path, from, "public static class Planted { public static int Value() => Target.Value(); }", target);
        Assert.AreEqual($"{from} -> {to}", AssemblyArrows.Violations([AssemblyReferences.Read(planted)]).Single());
    }

    [TestMethod]
    public void Arrow_ThroughAnotherAssemblyOfOurs_IsNamedWithItsPath()
    {
        AssemblyReferences[] planted =
        [
            new("OnnxForge.Models", ["OnnxForge.Export"]),
            new("OnnxForge.Export", ["onnxforge", "System.Runtime"]),
            new("onnxforge", ["System.CommandLine", "System.Runtime"]),
        ];
        CollectionAssert.AreEqual(
            (string[])["OnnxForge.Models -> OnnxForge.Export -> onnxforge", "OnnxForge.Export -> onnxforge"],
            AssemblyArrows.Violations(planted).ToList());
    }

    [TestMethod]
    public void Assembly_WithoutARule_IsNamed() =>
        Assert.AreEqual(
            "OnnxForge.Serving has no rule; say in AssemblyArrows what it may use",
            AssemblyArrows.Violations([new AssemblyReferences("OnnxForge.Serving", [])]).Single());

    private static string Compile(string folder, string name, string code, params string[] references)
    {
        var framework = MetadataReference.CreateFromFile(typeof(object).Assembly.Location);
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            [framework, .. references.Select(r => MetadataReference.CreateFromFile(r))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var path = Path.Combine(folder, name + ".dll");
        var result = compilation.Emit(path);
        Assert.IsTrue(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
