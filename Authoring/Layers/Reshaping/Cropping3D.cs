namespace OnnxForge.Authoring;

/// <summary>Takes margins away from depth, height and width of <c>[batch, channels, depth, height, width]</c>.</summary>
[CustomObject("onnxforge/cropping3d")]
public sealed class Cropping3D : Margins
{
    /// <summary>A layer without weights.</summary>
    /// <param name="cropping">One for all sides, one for each dimension, or before and after of each dimension in order: <c>[1, 2, 3, 4, 5, 6]</c>; default 1.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There are other numbers of sizes, or one is negative.</exception>
    public Cropping3D(Shape? cropping = null, string? name = null) : base(3, cropping ??= [1], "cropping", -1, name) => Cropping = cropping;

    /// <summary>The sizes as they were given.</summary>
    public Shape Cropping { get; }
}
