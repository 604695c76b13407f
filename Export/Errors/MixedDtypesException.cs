namespace OnnxForge.Export;

/// <summary>Inside of a <see cref="StrictDtypes"/> scope an operator was given operands of different types, one of which libtorch converted by itself.</summary>
public sealed class MixedDtypesException : InvalidOperationException
{
    internal MixedDtypesException(string @operator, string? source, IReadOnlyList<string> operands, string remedy)
        : base($"{@operator}{(source is null ? "" : $" at {source}")}: expected operands of one type; received {string.Join(" and ", operands)}. {remedy}") =>
        (Operator, SourceLine, Operands) = (@operator, source, operands);

    /// <summary>The ATen operator with its overload, such as <c>aten::add.Tensor</c>.</summary>
    public string Operator { get; }

    /// <summary>The C# file and line that ran it, <c>Model.cs:12</c>; null when no debug symbols tell it.</summary>
    public string? SourceLine { get; }

    /// <summary>Each operand's type and rank, <c>Float32 of 2 dimensions</c>, or <c>the number 1.5</c>.</summary>
    public IReadOnlyList<string> Operands { get; }
}
