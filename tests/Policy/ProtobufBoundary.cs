using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OnnxForge.Tests.Policy;

/// <summary>Protobuf and the types generated from onnx.proto live in Export/Serialization and nowhere else.</summary>
internal static class ProtobufBoundary
{
    private const string Inside = "Export/Serialization/";

    public static IEnumerable<string> Violations(SourceFile source)
    {
        bool inside = source.Path.StartsWith(Inside, StringComparison.Ordinal);
        foreach (var name in source.Root.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => IsProtobuf(n, source.Room)))
            if (!inside) yield return $"{source.At(name)}: {name.Identifier.ValueText} outside of {Inside}";
            else if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { } directive && directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword))
                yield return $"{source.At(name)}: a global using takes {name.Identifier.ValueText} out of {Inside}";
    }

    /// <summary>The namespaces Google.Protobuf and OnnxForge.Export.Onnx, one of which every use has to name, and the messages by their common ending.
    /// The generated types are internal to Export, so that elsewhere Onnx is a word like others.</summary>
    private static bool IsProtobuf(IdentifierNameSyntax name, string room) => name.Identifier.ValueText switch
    {
        "Protobuf" => true,
        "Onnx" => room == "Export",
        var other => other.EndsWith("Proto", StringComparison.Ordinal) && other.Length > "Proto".Length,
    };
}
