namespace OnnxForge.Authoring;

/// <summary>Zeros around the length of <c>[batch, channels, length]</c>.</summary>
[CustomObject("onnxforge/zero-padding1d")]
public sealed class ZeroPadding1D : Margins
{
    /// <summary>A layer without weights.</summary>
    /// <param name="padding">One for both sides, or before and after: <c>[1, 2]</c>; default 1.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There are other numbers of sizes, or one is negative.</exception>
    public ZeroPadding1D(Shape? padding = null, string? name = null) : base(1, padding ??= [1], "padding", 1, name) => Padding = padding;

    /// <summary>The sizes as they were given.</summary>
    public Shape Padding { get; }
}
