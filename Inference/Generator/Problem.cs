using Microsoft.CodeAnalysis;

namespace OnnxForge.Inference.Generator;

/// <summary>What is wrong with a class or its file, as the compiler reports it.</summary>
internal sealed record Problem(DiagnosticDescriptor Kind, Place Place, ValueList<string> Arguments)
{
    public static readonly DiagnosticDescriptor NotInProject = Descriptor(
        "OFG001", "The model file is not in the project", "Class {0}: the project has no OnnxModel item '{1}', only {2}. Add <OnnxModel Include=\"{1}\" /> to an ItemGroup of the project file.");

    public static readonly DiagnosticDescriptor Ambiguous = Descriptor(
        "OFG002", "The model file is one of several", "Class {0}: '{1}' may be each of {2}. Write more of the path.");

    public static readonly DiagnosticDescriptor Unreadable = Descriptor(
        "OFG003", "The model file cannot be read", "Class {0}: expected a whole ONNX file at '{1}'; received {2}. Copy or export it again.");

    public static readonly DiagnosticDescriptor WrongClass = Descriptor(
        "OFG004", "The class cannot be completed", "Class {0}: {1}");

    public static readonly DiagnosticDescriptor Unsupported = Descriptor(
        "OFG005", "The model has inputs or outputs that no class can have", "Class {0}: expected inputs and outputs that are tensors of numbers, booleans or text in '{1}'; received {2}. Export the model with tensors in these places.");

    public static readonly DiagnosticDescriptor OtherSignature = Descriptor(
        "OFG006", "The model file has another signature than stated", "Class {0}: expected {2} in '{1}'; received {3}: {4}. Adapt the code to the file, and write Signature = {3} {5}.");

    public static readonly DiagnosticDescriptor NoSignature = Descriptor(
        "OFG007", "The model's signature is not stated", "Class {0}: expected a signature that '{1}' must have; received none, so that another size in it is no error of the build. Write Signature = {2} into the attribute.", DiagnosticSeverity.Warning);

    public static Problem Of(DiagnosticDescriptor kind, ModelClass of, params string[] arguments) => new(kind, of.Place, new ValueList<string>(arguments.Prepend(of.Name)));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Kind, Place.ToLocation(), Arguments.ToArray<object>());

    private static DiagnosticDescriptor Descriptor(string id, string title, string message, DiagnosticSeverity severity = DiagnosticSeverity.Error) => new(id, title, message, "OnnxForge", severity, isEnabledByDefault: true);
}
