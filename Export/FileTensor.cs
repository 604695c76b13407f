using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>One tensor as a file states it: an input, an output, a weight.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The element type's name, such as <c>float32</c>; the name of its kind for what is no tensor (<c>sequence</c>, <c>map</c>).</param>
/// <param name="Dims">The dimensions; null when the file does not state their number.</param>
public sealed record FileTensor(string Name, string Type, IReadOnlyList<SignatureDimension>? Dims)
{
    /// <summary><c>x float32 [batch, 8]</c>.</summary>
    public override string ToString() => $"{Name} {Type} {(Dims is null ? "[...]" : $"[{string.Join(", ", Dims)}]")}";
}
