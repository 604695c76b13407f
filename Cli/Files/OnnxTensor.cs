using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>One input or output of a model as a file states it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The element type's name, such as <c>float32</c>; another kind's name for what is no tensor.</param>
/// <param name="Dims">The dimensions; null when the file does not state the rank.</param>
internal sealed record OnnxTensor(string Name, string Type, IReadOnlyList<SignatureDimension>? Dims)
{
    /// <summary><c>x float32 [batch, 8]</c>.</summary>
    public override string ToString() => $"{Name} {Type} {(Dims is null ? "[...]" : $"[{string.Join(", ", Dims)}]")}";
}
