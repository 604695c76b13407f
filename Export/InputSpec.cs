namespace OnnxForge.Export;

/// <summary>One input of the exported model.</summary>
/// <param name="Name">Its name in the file.</param>
public sealed record InputSpec(string Name)
{
    /// <summary>The dimensions whose size is free, by position, with their names and bounds. Default: dimension 0, named <c>batch</c>.</summary>
    public DynamicAxes DynamicDimensions { get; init; } = new() { [0] = "batch" };

    /// <summary>
    /// Makes this a text input: the file takes strings, the traced function their int64 positions in this list, or -1 for a string
    /// that is not in it. Null (the default) for a numeric input.
    /// </summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }
}
