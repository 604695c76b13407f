using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace OnnxForge.Inference.Generator;

/// <summary>Refuses arrays whose sizes the code states, and that are not those of the model: a model of other sizes does not compile with such code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FixedSizeAnalyzer : DiagnosticAnalyzer
{
    private const string Attribute = "OnnxForge.Inference.FixedSizesAttribute";
    private const long Open = -1;

    private static readonly DiagnosticDescriptor OtherSizes = new(
        "OFG008", "The model has other sizes", "{0}: expected {1}, as the model has it; received {2}. Correct the values.", "OnnxForge", DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(OtherSizes);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Attribute) is { } attribute)
            {
                start.RegisterOperationAction(found => CheckProperty(found, attribute), OperationKind.SimpleAssignment);
                start.RegisterOperationAction(found => CheckParameter(found, attribute), OperationKind.Argument);
            }
        });
    }

    private static void CheckProperty(OperationAnalysisContext context, INamedTypeSymbol attribute)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: var property } && SizesOf(property, attribute) is { } wanted && SizesOf(assignment.Value) is { } given
            && (wanted.Length != given.Length || wanted.Zip(given, static (size, stated) => size == Open || stated is null || size == stated).Contains(false)))
        {
            Report(context, assignment.Value, property.Name, $"[{string.Join(", ", wanted.Select(size => size == Open ? "?" : $"{size}"))}]", $"[{string.Join(", ", given.Select(size => size is null ? "?" : $"{size}"))}]");
        }
    }

    private static void CheckParameter(OperationAnalysisContext context, INamedTypeSymbol attribute)
    {
        var argument = (IArgumentOperation)context.Operation;
        if (argument.Parameter is not { } parameter || SizesOf(parameter, attribute) is not { } wanted || SizesOf(argument.Value) is not { Length: 1 } stated || stated[0] is not { } given)
        {
            return;
        }

        // A product of sizes may be larger than any integer has room for, and then no array has so many.
        var (elements, isOpen) = (wanted.Where(size => size != Open).Aggregate(1d, (product, size) => product * size), wanted.Contains(Open));
        if (isOpen ? given % elements != 0 : given != elements)
        {
            Report(context, argument.Value, parameter.Name, isOpen ? $"a multiple of {elements} values" : $"{elements} values", $"{given}");
        }
    }

    private static void Report(OperationAnalysisContext context, IOperation value, string name, string expected, string received) =>
        context.ReportDiagnostic(Diagnostic.Create(OtherSizes, value.Syntax.GetLocation(), name, expected, received));

    private static long[]? SizesOf(ISymbol symbol, INamedTypeSymbol attribute) =>
        symbol.GetAttributes().FirstOrDefault(found => SymbolEqualityComparer.Default.Equals(found.AttributeClass, attribute))?.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Array, Values: var sizes }
            ? [.. sizes.Select(size => (long)size.Value!)]
            : null;

    /// <summary>The sizes of an array that is made here, null for each one that only the run shows; null for any other value.</summary>
    private static long?[]? SizesOf(IOperation value)
    {
        while (value is IConversionOperation { Operand: var operand })
        {
            value = operand;
        }

        // The first compilers of C# 12 have no operation for these.
        return value.Syntax is CollectionExpressionSyntax { Elements: var elements } ? [elements.All(element => element is ExpressionElementSyntax) ? elements.Count : null]
            : value is IArrayCreationOperation array ? [.. array.DimensionSizes.Select(size => size.ConstantValue is { HasValue: true, Value: var constant and not null } ? Convert.ToInt64(constant, System.Globalization.CultureInfo.InvariantCulture) : (long?)null)]
            : null;
    }
}
