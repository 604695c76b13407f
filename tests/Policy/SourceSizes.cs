using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OnnxForge.Tests.Policy;

/// <summary>A file stays under 400 lines and a method under 60, from its first attribute to its closing brace; a local function counts within its method.</summary>
internal static class SourceSizes
{
    public const int FileLimit = 400;
    public const int MethodLimit = 60;

    public static IEnumerable<string> Violations(SourceFile source)
    {
        int lines = source.Text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (lines >= FileLimit) yield return $"{source.Path}: {lines} lines; a file stays under {FileLimit}";
        foreach (var method in source.Root.DescendantNodes().Where(IsMethod))
            if (Length(method, method) is var length and >= MethodLimit) yield return $"{source.At(method)}: {length} lines; a method stays under {MethodLimit}";
        var statements = source.Root.Members.OfType<GlobalStatementSyntax>().Where(s => s.Statement is not LocalFunctionStatementSyntax).ToList();
        if (statements.Count > 0 && Length(statements[0], statements[^1]) is var top and >= MethodLimit)
            yield return $"{source.At(statements[0])}: {top} lines; a program's top-level statements stay under {MethodLimit}";
    }

    private static int Length(SyntaxNode first, SyntaxNode last) => SourceFile.LastLine(last) - SourceFile.FirstLine(first) + 1;

    private static bool IsMethod(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax => true,
        PropertyDeclarationSyntax { ExpressionBody: not null } or IndexerDeclarationSyntax { ExpressionBody: not null } => true,
        LocalFunctionStatementSyntax { Parent: GlobalStatementSyntax } => true,
        // a lambda kept in a field or an initial value has no method around it
        AnonymousFunctionExpressionSyntax lambda => lambda.FirstAncestorOrSelf<BaseFieldDeclarationSyntax>() is not null,
        _ => false,
    };
}
