namespace OnnxForge.Authoring;

/// <summary>Takes margins away from the length of <c>[batch, channels, length]</c>.</summary>
[CustomObject("onnxforge/cropping1d")]
public sealed class Cropping1D : Margins
{
    /// <summary>A layer without weights.</summary>
    /// <param name="cropping">One for both sides, or before and after: <c>[1, 2]</c>; default 1.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There are other numbers of sizes, or one is negative.</exception>
    public Cropping1D(Shape? cropping = null, string? name = null) : base(1, cropping ??= [1], "cropping", -1, name) => Cropping = cropping;

    /// <summary>The sizes as they were given.</summary>
    public Shape Cropping { get; }
}
