namespace OnnxForge.Authoring;

/// <summary>The numbers of a table's column.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">One value a row; null or NaN where it is missing.</param>
public sealed record NumericValues(string Name, IReadOnlyList<float?> Values);
