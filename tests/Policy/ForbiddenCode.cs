using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OnnxForge.Tests.Policy;

/// <summary>Code that no file, or no library's file, may hold.</summary>
internal static partial class ForbiddenCode
{
    private const string NotImplemented = "NotImplementedException";

    /// <summary>The console is the Cli's alone.</summary>
    public static IEnumerable<string> ConsoleUses(SourceFile source) =>
        source.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(n => n.Identifier.ValueText == "Console" && !IsMemberOfAnother(n))
            .Select(n => $"{source.At(n)}: uses System.Console; a library does not");

    /// <summary>Nothing is left for later.</summary>
    public static IEnumerable<string> Unfinished(SourceFile source)
    {
        foreach (var name in source.Root.DescendantNodes().OfType<IdentifierNameSyntax>())
            if (name.Identifier.ValueText == NotImplemented) yield return $"{source.At(name)}: {NotImplemented}";
        foreach (var comment in source.Root.DescendantTrivia().Where(IsComment))
            if (LaterWords().Match(comment.ToFullString()) is { Success: true } found)
                yield return $"{source.Path}:{comment.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {found.Value}";
    }

    /// <summary>A test that is left out says why.</summary>
    public static IEnumerable<string> IgnoredWithoutReason(SourceFile source) =>
        source.Root.DescendantNodes().OfType<AttributeSyntax>()
            .Where(a => a.Name.ToString().Split('.')[^1] is "Ignore" or "IgnoreAttribute" && !HasReason(a))
            .Select(a => $"{source.At(a)}: [Ignore] without a reason");

    private static bool HasReason(AttributeSyntax attribute) =>
        attribute.ArgumentList?.Arguments.Any(a => a.Expression is not LiteralExpressionSyntax { Token.Value: null or "" or " " }) == true;

    /// <summary>Whether the name is the right side of a dot whose left side is not the namespace System.</summary>
    private static bool IsMemberOfAnother(IdentifierNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => !IsSystem(access.Expression),
        QualifiedNameSyntax qualified when qualified.Right == name => !IsSystem(qualified.Left),
        _ => false,
    };

    private static bool IsSystem(SyntaxNode left) => left.ToString() is "System" or "global::System";

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind() is
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or
        SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex LaterWords();
}
