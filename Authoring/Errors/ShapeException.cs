namespace OnnxForge.Authoring;

/// <summary>A tensor has a shape that the layer, loss or metric does not take.</summary>
public sealed class ShapeException : AuthoringException
{
    /// <inheritdoc cref="AuthoringException(string, string, string, string, Exception?)"/>
    public ShapeException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) { }
}
