namespace OnnxForge.Export;

/// <summary>A complex number as two real values of one shape; a real one has no imaginary part.</summary>
internal readonly record struct ComplexParts(Value Real, Value? Imaginary);

/// <summary>Which two values a complex tensor's value <c>[..., 2]</c> stands for, so that what was joined is not taken apart again.</summary>
internal sealed class ComplexPairs
{
    private readonly Dictionary<Value, ComplexParts> parts = [];
    private readonly Dictionary<ComplexParts, Value> pairs = [];

    public ComplexParts? PartsOf(Value pair) => parts.TryGetValue(pair, out var found) ? found : null;

    public Value? PairOf(ComplexParts found) => pairs.GetValueOrDefault(found);

    public void Add(Value pair, ComplexParts of)
    {
        parts[pair] = of;
        pairs[of] = pair;
    }
}
