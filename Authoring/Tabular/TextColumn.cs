using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>How a text column is encoded: one feature a word of the vocabulary, 1 for the row's word and 0 for the others; all 0 for an unknown word.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Vocabulary">The different training values in ordinal order. A missing value is the empty text, and a word like any other.</param>
public sealed record TextColumn(string Name, IReadOnlyList<string> Vocabulary)
{
    /// <summary>The values' positions in the vocabulary, -1 for those that are not in it.</summary>
    /// <param name="values">One value a row; null counts as the empty text.</param>
    /// <returns>int64 <c>[rows, 1]</c>, owned by the caller.</returns>
    public Tensor Encode(IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var codes = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var code = 0; code < Vocabulary.Count; code++) codes.TryAdd(Vocabulary[code], code);
        using var encoded = tensor(values.Select(value => codes.GetValueOrDefault(value ?? "", -1)).ToArray(), ScalarType.Int64);
        return encoded.reshape(-1, 1);
    }
}
