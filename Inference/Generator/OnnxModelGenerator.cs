using Microsoft.CodeAnalysis;

namespace OnnxForge.Inference.Generator;

/// <summary>Completes partial classes that are marked with <c>[OnnxModel("model.onnx")]</c> by the inputs and outputs of that file.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class OnnxModelGenerator : IIncrementalGenerator
{
    /// <summary>The step whose results are kept as long as neither the class nor the file changes.</summary>
    public const string ReadStep = "OnnxModelRead";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var classes = context.SyntaxProvider.ForAttributeWithMetadataName(ModelClass.Attribute, static (_, _) => true, ModelClass.Of).Where(static of => of is not null);
        var files = context.AdditionalTextsProvider.Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => ModelFile.Of(pair.Left, (file, key) => pair.Right.GetOptions(file).TryGetValue(key, out var value) ? value : null))
            .Where(static file => file is not null).Collect().Select(static (files, _) => new ValueList<ModelFile>(files!));
        var found = classes.Combine(files).Select(static (pair, _) => Find(pair.Left!, pair.Right));

        // Every compilation asks anew whether the file is the one it was; only then is what was read before still true.
        var read = found.Combine(context.CompilationProvider)
            .Select(static (pair, _) => (Found: pair.Left, Version: pair.Left.File is { } file ? FileVersion.Of(file) : null))
            .Select(static (pair, _) => Read(pair.Found)).WithTrackingName(ReadStep);
        context.RegisterSourceOutput(read, static (output, result) => Write(output, result));
    }

    private static Found Find(ModelClass of, ValueList<ModelFile> files)
    {
        if (of.Problem is { } problem)
        {
            return new Found(of, null, null, Problem.Of(Problem.WrongClass, of, $"{problem}."));
        }

        var matches = files.Where(file => file.IsCalled(of.Path)).ToList();
        var exact = matches.Find(file => file.Name == of.Path.Replace('\\', '/'));
        return exact is not null ? new Found(of, exact, null, null)
            : matches.Count == 1 ? new Found(of, matches[0], null, null)
            : matches.Count == 0 ? new Found(of, null, null, Problem.Of(Problem.NotInProject, of, of.Path, files.Count == 0 ? "files of other kinds" : Names(files)))
            : new Found(of, null, null, Problem.Of(Problem.Ambiguous, of, of.Path, Names(matches)));
    }

    private static Found Read(Found found)
    {
        if (found.File is not { } file)
        {
            return found;
        }

        try
        {
            var (signature, unsupported) = file.Read();
            return unsupported.Count == 0
                ? found with { Signature = signature, Problem = SignaturePin.Check(found.Class, file, signature) }
                : found with { Problem = Problem.Of(Problem.Unsupported, found.Class, file.Name, string.Join(", ", unsupported)) };
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            return found with { Problem = Problem.Of(Problem.Unreadable, found.Class, file.Name, error.Message.TrimEnd('.')) };
        }
    }

    private static void Write(SourceProductionContext output, Found found)
    {
        if (found.Problem is { } problem)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }

        // Also where the signature is another one than stated: what the compiler says then shows which code to adapt.
        if (found.Signature is { } signature)
        {
            output.AddSource(found.Class.FileName, ClassWriter.Write(found.Class, found.File!.Name, signature));
        }
    }

    private static string Names(IEnumerable<ModelFile> files) => string.Join(", ", files.Select(file => $"'{file.Name}'").OrderBy(name => name, StringComparer.Ordinal));

    /// <summary>A class, its file, and what was read of it, or why nothing was.</summary>
    private sealed record Found(ModelClass Class, ModelFile? File, FileSignature? Signature, Problem? Problem);
}
