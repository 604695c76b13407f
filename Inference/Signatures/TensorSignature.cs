namespace OnnxForge.Inference;

/// <summary>Name, element type and dims of one input or output of a model. Equal when all three are equal.</summary>
/// <param name="Name">The name in the model.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Dims">The dimensions, outermost first. Empty for a scalar, and for a model that does not state the rank: ONNX Runtime reports both alike.</param>
public sealed record TensorSignature(string Name, ElementType Type, IReadOnlyList<SignatureDimension> Dims)
{
    /// <inheritdoc/>
    public bool Equals(TensorSignature? other) =>
        other is not null && Name == other.Name && Type == other.Type && Dims.SequenceEqual(other.Dims);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Dims.Count);

    /// <summary>"x float32 [batch, 8]".</summary>
    public override string ToString() => $"{Name} {Type.ToName()} [{string.Join(", ", Dims)}]";
}
