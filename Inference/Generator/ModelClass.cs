using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OnnxForge.Inference.Generator;

/// <summary>A class that is marked, as far as it decides what is written.</summary>
/// <param name="Namespace">Null for the global namespace.</param>
/// <param name="Outer">The declarations of the types around it, outermost first.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">The path in the attribute.</param>
/// <param name="Rows">Whether it wants rows.</param>
/// <param name="Signature">The signature that the attribute states; null where it states none.</param>
/// <param name="Place">Where the attribute stands.</param>
/// <param name="Problem">Why nothing can be written for it.</param>
internal sealed record ModelClass(string? Namespace, ValueList<string> Outer, string Name, string Path, bool Rows, string? Signature, Place Place, string? Problem)
{
    public const string Attribute = "OnnxForge.Inference.OnnxModelAttribute";

    private static readonly SymbolDisplayFormat NamespaceFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted).AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>What the written file is called.</summary>
    public string FileName => string.Join(".", new[] { Namespace }.Concat(Outer.Select(declaration => declaration.Split(' ').Last())).Append(Name).Where(part => part is not null)).Replace("@", "") + ".OnnxModel.g.cs";

    /// <summary>Null where the attribute has no path, which the compiler reports itself.</summary>
    public static ModelClass? Of(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var attribute = context.Attributes[0];
        if (attribute.ConstructorArguments.FirstOrDefault().Value is not string path || attribute.ApplicationSyntaxReference is not { } reference)
        {
            return null;
        }

        var type = (INamedTypeSymbol)context.TargetSymbol;
        var around = new List<INamedTypeSymbol>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            around.Insert(0, outer);
        }

        return new ModelClass(
            type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(NamespaceFormat),
            new ValueList<string>(around.Select(outer => $"{Keyword(outer)} {Identifiers.Escape(outer.Name)}")),
            Identifiers.Escape(type.Name),
            path,
            attribute.NamedArguments.All(argument => argument.Key != "Rows" || argument.Value.Value is not false),
            attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Signature").Value.Value as string,
            Place.Of(reference.GetSyntax(cancellationToken).GetLocation()),
            ProblemOf(type, around, cancellationToken));
    }

    private static string? ProblemOf(INamedTypeSymbol type, List<INamedTypeSymbol> around, CancellationToken cancellationToken)
    {
        var declarations = type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken)).OfType<TypeDeclarationSyntax>().ToList();
        return
            type.IsRecord ? "it is a record; make it a class"
            : type.IsStatic ? "it is static; remove the word"
            : type.IsAbstract ? "it is abstract; remove the word"
            : type.IsGenericType || around.Exists(outer => outer.IsGenericType) ? "it is generic, or within a generic type; make it a class of its own"
            : type.IsFileLocal ? "it is local to its file; make it internal"
            : declarations.Exists(declaration => !IsPartial(declaration)) ? "it is not partial; write 'partial class'"
            : around.Find(outer => outer.DeclaringSyntaxReferences.Any(reference => !IsPartial(reference.GetSyntax(cancellationToken)))) is { } closed ? $"{closed.Name}, which it is in, is not partial; write 'partial' there, too"
            : declarations.Exists(declaration => declaration.ParameterList is not null) ? "it has a primary constructor; remove the parameters"
            : ClassWriter.Members.Contains(type.Name) ? $"it has the name of a member that is written into it; call it {type.Name}Model"
            : null;
    }

    private static bool IsPartial(SyntaxNode declaration) => declaration is TypeDeclarationSyntax { Modifiers: var modifiers } && modifiers.Any(SyntaxKind.PartialKeyword);

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };
}
