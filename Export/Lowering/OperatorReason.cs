namespace OnnxForge.Export;

/// <summary>Why a family of operators stays without an ONNX form.</summary>
/// <param name="Text">The reason, as a phrase.</param>
/// <param name="Patterns">Operators without the namespace; one that ends with <c>*</c> stands for every operator that begins so.</param>
internal sealed record OperatorReason(string Text, params IReadOnlyList<string> Patterns)
{
    public bool Covers(string name) => Patterns.Any(pattern => Matches(pattern, name));

    public static bool Matches(string pattern, string name) => pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
