namespace OnnxForge.Export;

/// <summary>A named setting of a node. Equal when name, kind and content are equal; floats are compared by their bits.</summary>
/// <param name="Name">The attribute's name in the operator's specification.</param>
internal abstract record NodeAttribute(string Name);

/// <summary>An integer.</summary>
internal sealed record IntAttribute(string Name, long Value) : NodeAttribute(Name);

/// <summary>A 32-bit float.</summary>
internal sealed record FloatAttribute(string Name, float Value) : NodeAttribute(Name)
{
    /// <inheritdoc/>
    public bool Equals(FloatAttribute? other) =>
        other is not null && Name == other.Name && BitConverter.SingleToInt32Bits(Value) == BitConverter.SingleToInt32Bits(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, BitConverter.SingleToInt32Bits(Value));
}

/// <summary>A text.</summary>
internal sealed record StringAttribute(string Name, string Value) : NodeAttribute(Name);

/// <summary>A list of integers.</summary>
internal sealed record IntsAttribute(string Name, IReadOnlyList<long> Values) : NodeAttribute(Name)
{
    /// <inheritdoc/>
    public bool Equals(IntsAttribute? other) => other is not null && Name == other.Name && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(HashCode.Combine(Name), HashCode.Combine);
}

/// <summary>A list of 32-bit floats.</summary>
internal sealed record FloatsAttribute(string Name, IReadOnlyList<float> Values) : NodeAttribute(Name)
{
    /// <inheritdoc/>
    public bool Equals(FloatsAttribute? other) =>
        other is not null && Name == other.Name && Values.Select(BitConverter.SingleToInt32Bits).SequenceEqual(other.Values.Select(BitConverter.SingleToInt32Bits));

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Select(BitConverter.SingleToInt32Bits).Aggregate(HashCode.Combine(Name), HashCode.Combine);
}

/// <summary>A list of texts.</summary>
internal sealed record StringsAttribute(string Name, IReadOnlyList<string> Values) : NodeAttribute(Name)
{
    /// <inheritdoc/>
    public bool Equals(StringsAttribute? other) => other is not null && Name == other.Name && Values.SequenceEqual(other.Values, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(HashCode.Combine(Name), (hash, text) => HashCode.Combine(hash, text));
}

/// <summary>A tensor.</summary>
internal sealed record TensorAttribute(string Name, ConstantTensor Value) : NodeAttribute(Name);
