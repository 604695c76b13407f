namespace OnnxForge.Authoring;

/// <summary>A curve of a <see cref="Plot"/>.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="X">Where its points lie, from left to right.</param>
/// <param name="Y">Their heights, as many; a point that is NaN or infinite is left out, and the line broken there.</param>
/// <param name="Dashed">Whether the line is dashed.</param>
public sealed record PlotLine(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, bool Dashed = false);
