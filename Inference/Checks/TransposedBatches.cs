namespace OnnxForge.Inference;

/// <summary>Finds products of tensors whose first dimension a transposition moves into the matrices. ONNX Runtime makes one operator of the two, which divides by the length of that
/// dimension, and so ends the process where it is 0.</summary>
internal sealed class TransposedBatches
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Whether a node is such a product; the nodes are told in their order.</summary>
    public bool Multiplies(string type, string first, string second, string output, IReadOnlyList<long>? permutation)
    {
        switch (type)
        {
            case "Transpose" when permutation is not null && MovesFirstIntoMatrices(permutation):
            case "Cast" when _names.Contains(first): // which it looks through
                _names.Add(output);
                return false;
            default:
                return type == "MatMul" && (_names.Contains(first) || _names.Contains(second));
        }
    }

    // 1, 2, ..., and last the first and the last dimension in either order
    private static bool MovesFirstIntoMatrices(IReadOnlyList<long> permutation)
    {
        var rank = permutation.Count;
        return rank >= 3 && Enumerable.Range(0, rank - 2).All(i => permutation[i] == i + 1) && permutation[^1] + permutation[^2] == rank - 1 && (permutation[^1] == 0 || permutation[^2] == 0);
    }
}
