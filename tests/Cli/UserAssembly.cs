using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Cli;

/// <summary>A user's own assembly with custom layers, compiled while testing, and bundles of its layers.</summary>
internal static class UserAssembly
{
    private const string Source = """
        using OnnxForge.Authoring;
        using static TorchSharp.torch;

        [CustomObject("user/scale")]
        public sealed class Scale : Layer
        {
            public Scale(double factor) => Factor = factor;
            public double Factor { get; }
            public override Tensor forward(Tensor input) => input * Factor;
        }

        [CustomObject("user/odd")]
        public sealed class Odd : Layer
        {
            public override Tensor forward(Tensor input) => input.sigmoid().bernoulli() + input.abs().poisson();
        }
        """;

    private static readonly Lazy<string> Compiled = new(() =>
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var result = CSharpCompilation.Create("UserLayers", [CSharpSyntaxTree.ParseText(Source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .Emit(folder["UserLayers.dll"]);
        Assert.IsTrue(result.Success, string.Join('\n', result.Diagnostics));
        return folder["UserLayers.dll"];
    });

    /// <summary>The .dll.</summary>
    public static string Path => Compiled.Value;

    /// <summary>Saves a layer of the assembly, built for rows of three values.</summary>
    public static void SaveBundle(string path, string type, params object[] arguments)
    {
        using var layer = (Layer)Activator.CreateInstance(Assembly.LoadFrom(Path).GetType(type, throwOnError: true)!, arguments)!;
        using var input = zeros(1, 3);
        layer.call(input).Dispose();
        ModelBundle.Save(path, layer);
    }
}
