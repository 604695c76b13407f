namespace OnnxForge.Export;

/// <summary>Where a node comes from; it travels with the node into the file.</summary>
/// <param name="Operator">The traced operator, such as <c>aten::linear</c>.</param>
/// <param name="ModulePath">The path of the module that called it, as in a state_dict (<c>hidden.0</c>); empty for the root.</param>
/// <param name="File">The C# file; null when no source line is known.</param>
/// <param name="Line">The line, from 1; 0 when no source line is known.</param>
internal sealed record NodeOrigin(string Operator, string ModulePath, string? File, int Line);
