using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace OnnxForge.Tests.Inference.Generator;

/// <summary>A model file as the compiler shows it to a generator: a path without a text.</summary>
internal sealed class ModelText(string path) : AdditionalText
{
    public override string Path => path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => null;
}

/// <summary>Tells the generator paths and signatures in the project, as the package's build file does.</summary>
internal sealed class ProjectPaths(Func<string, string> pathInProject, Func<string, string> signature) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(null, null);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(pathInProject(textFile.Path), signature(textFile.Path));

    private sealed class Options(string? path, string? signature) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = key == "build_metadata.AdditionalFiles.OnnxModelPath" ? path : key == "build_metadata.AdditionalFiles.OnnxModelSignature" ? signature : null;
            return value is not null;
        }
    }
}
