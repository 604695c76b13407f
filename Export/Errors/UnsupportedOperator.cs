namespace OnnxForge.Export;

/// <summary>One operator that has no ONNX form here.</summary>
/// <param name="Operator">The ATen operator with its overload, such as <c>aten::lgamma</c>.</param>
/// <param name="Source">The C# file and line that ran it; null when no debug symbols tell it.</param>
/// <param name="ModulePath">The module that was being called, as in state_dict; empty at the root.</param>
/// <param name="Reason">Why it cannot be exported.</param>
public sealed record UnsupportedOperator(string Operator, string? Source, string ModulePath, string Reason);
