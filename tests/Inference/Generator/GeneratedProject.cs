using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Inference.Generator;

/// <summary>A project of one source and some models, compiled with the generator as it was built for the package.</summary>
internal sealed class GeneratedProject : IDisposable
{
    public const string ReadStep = "OnnxModelRead";

    private static readonly Lazy<System.Reflection.Assembly> Package = new(() => System.Reflection.Assembly
        .LoadFrom(Path.Combine(Repository.OutputOf("Inference/Generator", "netstandard2.0"), "OnnxForge.Inference.Generator.dll")));

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
        [.. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll").Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
         MetadataReference.CreateFromFile(typeof(InferenceModel).Assembly.Location), MetadataReference.CreateFromFile(typeof(Microsoft.ML.OnnxRuntime.BFloat16).Assembly.Location)]);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _models = [];
    private readonly Dictionary<string, string> _signatures = [];
    private CSharpCompilation _compilation;
    private GeneratorDriver? _driver;

    public GeneratedProject(string source) => _compilation = CSharpCompilation.Create(
        $"Generated{Guid.NewGuid():N}",
        [Parse("Program.cs", "#pragma warning disable CS1591\nusing OnnxForge.Inference;\nusing System;\nusing System.IO;\n" + source)],
        References.Value,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public string Folder => _folder.Path;

    /// <summary>What the compiler says about the source and what was written for it, warnings included but for <see cref="Unstated"/>.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>What the compiler says about classes that state no signature.</summary>
    public IReadOnlyList<Diagnostic> Unstated { get; private set; } = [];

    /// <summary>Everything in one compilation.</summary>
    public Compilation Compiled { get; private set; } = null!;

    /// <summary>Puts a model into the project, or another in its place.</summary>
    public GeneratedProject Model(string path, byte[] bytes)
    {
        var full = _folder.File(path.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return Model(path);
    }

    /// <summary>Names a file that is in the folder, or is not.</summary>
    public GeneratedProject Model(string path)
    {
        if (!_models.Contains(path)) _models.Add(path);
        return this;
    }

    /// <summary>States the signature of a file in the project.</summary>
    public GeneratedProject Signature(string path, string signature)
    {
        _signatures[path] = signature;
        return this;
    }

    /// <summary>Changes the source elsewhere.</summary>
    public GeneratedProject Add(string source)
    {
        _compilation = _compilation.AddSyntaxTrees(Parse("More.cs", source));
        return this;
    }

    public GeneratedProject Compile()
    {
        _driver ??= CSharpGeneratorDriver.Create(
            [Create<IIncrementalGenerator>("OnnxModelGenerator").AsSourceGenerator()],
            [.. _models.Select(path => new ModelText(_folder.File(path.Split('/'))))],
            Parsing,
            new ProjectPaths(path => Path.GetRelativePath(_folder.Path, path), path => _signatures.GetValueOrDefault(Path.GetRelativePath(_folder.Path, path), "")),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        // Every build is a compilation of its own, also where no source changed.
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation.Clone(), out var compiled, out var reported);
        Compiled = compiled;
        var sizes = compiled.WithAnalyzers([Create<DiagnosticAnalyzer>("FixedSizeAnalyzer")]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Unstated = [.. reported.Where(found => found.Id == "OFG007")];
        Diagnostics = [.. reported.Except(Unstated), .. compiled.GetDiagnostics().Where(found => found.Severity > DiagnosticSeverity.Hidden), .. sizes];
        return this;
    }

    /// <summary>Whether each class's file was read anew in the last compilation.</summary>
    public IReadOnlyList<IncrementalStepRunReason> ReadReasons =>
        [.. _driver!.GetRunResult().Results.Single().TrackedSteps[ReadStep].SelectMany(step => step.Outputs).Select(output => output.Reason)];

    public string Written => string.Join("\n", _driver!.GetRunResult().Results.Single().GeneratedSources.Select(source => source.SourceText));

    /// <summary>Calls Program.Run(folder) of the source.</summary>
    public string Run()
    {
        Assert.IsEmpty(Diagnostics);
        using var bytes = new MemoryStream();
        Assert.IsTrue(Compiled.Emit(bytes).Success);
        try
        {
            return (string)System.Reflection.Assembly.Load(bytes.ToArray()).GetType("Program")!.GetMethod("Run")!.Invoke(null, [Folder])!;
        }
        catch (TargetInvocationException error)
        {
            throw error.InnerException!;
        }
    }

    public IReadOnlyList<string> Properties(string type) => [.. Compiled.GetTypeByMetadataName(type)!.GetMembers().OfType<IPropertySymbol>().Where(property => !property.IsImplicitlyDeclared).Select(property => property.Name)];

    public void Dispose() => _folder.Dispose();

    private static T Create<T>(string type) => (T)Activator.CreateInstance(Package.Value.GetType($"OnnxForge.Inference.Generator.{type}", throwOnError: true)!)!;

    private static CSharpParseOptions Parsing { get; } = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    private static SyntaxTree Parse(string name, string source) => CSharpSyntaxTree.ParseText(source, Parsing, name);
}
