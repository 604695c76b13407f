namespace OnnxForge.Authoring;

/// <summary>The texts of a table's column.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">One value a row; null where it is missing, which counts as the empty text.</param>
public sealed record TextValues(string Name, IReadOnlyList<string?> Values);
