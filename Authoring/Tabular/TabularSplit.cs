namespace OnnxForge.Authoring;

/// <summary>The parts of a table.</summary>
/// <param name="Training">The rows that fit schema and model.</param>
/// <param name="Validation">The rows that are measured while training.</param>
/// <param name="Test">The rows that are measured once, at the end.</param>
public sealed record TabularSplit(TabularColumns Training, TabularColumns Validation, TabularColumns Test);
