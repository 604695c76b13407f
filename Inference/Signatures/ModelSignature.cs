namespace OnnxForge.Inference;

/// <summary>What a model takes and what it gives. Equal when all inputs and outputs are equal and in the same order.</summary>
/// <param name="Inputs">The inputs in the model's order.</param>
/// <param name="Outputs">The outputs in the model's order.</param>
public sealed record ModelSignature(IReadOnlyList<TensorSignature> Inputs, IReadOnlyList<TensorSignature> Outputs)
{
    /// <inheritdoc/>
    public bool Equals(ModelSignature? other) =>
        other is not null && Inputs.SequenceEqual(other.Inputs) && Outputs.SequenceEqual(other.Outputs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Inputs.Count, Outputs.Count, Inputs.Count == 0 ? 0 : Inputs[0].GetHashCode());

    /// <summary>"(x float32 [batch, 8]) -> (y float32 [batch, 1])".</summary>
    public override string ToString() => $"({string.Join(", ", Inputs)}) -> ({string.Join(", ", Outputs)})";
}
