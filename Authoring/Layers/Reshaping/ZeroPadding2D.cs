namespace OnnxForge.Authoring;

/// <summary>Zeros around height and width of <c>[batch, channels, height, width]</c>.</summary>
[CustomObject("onnxforge/zero-padding2d")]
public sealed class ZeroPadding2D : Margins
{
    /// <summary>A layer without weights.</summary>
    /// <param name="padding">One for all sides, one for each dimension, or before and after of each dimension in order: <c>[1, 2, 3, 4]</c>; default 1.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There are other numbers of sizes, or one is negative.</exception>
    public ZeroPadding2D(Shape? padding = null, string? name = null) : base(2, padding ??= [1], "padding", 1, name) => Padding = padding;

    /// <summary>The sizes as they were given.</summary>
    public Shape Padding { get; }
}
