namespace OnnxForge.Export;

/// <summary>A dimension of an input whose size is free, with the sizes that it may have; a text converts to one without bounds.</summary>
/// <param name="Name">
/// Its name in the file; the same name twice means the same size. An expression of names that stand alone elsewhere, such as <c>2*length</c> or
/// <c>length + 1</c>, gives a size that follows from theirs.
/// </param>
/// <param name="Min">The smallest size, 0 or more. Default: 1.</param>
/// <param name="Max">The largest size. Null (the default): any.</param>
/// <remarks>The function is traced and the file is proved at sizes within the bounds; the bounds travel with the file as metadata.</remarks>
public sealed record DynamicDimension(string Name, long Min = 1, long? Max = null)
{
    /// <summary>What every size is a multiple of, as the 16 of a U-Net with four halvings. Default: 1.</summary>
    public long MultipleOf { get; init; } = 1;

    /// <summary>A dimension without bounds.</summary>
    public static implicit operator DynamicDimension(string name) => new(name);

    /// <summary>The same as the conversion from a text.</summary>
    public static DynamicDimension FromString(string name) => new(name);

    /// <summary>The name with the bounds that were given: <c>length</c>, <c>length (16 to 512, multiples of 16)</c>.</summary>
    public override string ToString()
    {
        var bounds = new List<string>();
        if (Min != 1 || Max is not null) bounds.Add(Max is { } max ? $"{Min} to {max}" : $"{Min} or more");
        if (MultipleOf != 1) bounds.Add($"multiples of {MultipleOf}");
        return bounds.Count == 0 ? Name : $"{Name} ({string.Join(", ", bounds)})";
    }

    /// <summary>The smallest size that is a multiple too.</summary>
    internal long First => (Min + MultipleOf - 1) / MultipleOf * MultipleOf;

    internal bool Allows(long size) => size >= Min && (Max is null || size <= Max) && size % MultipleOf == 0;

    /// <summary>The wanted sizes that are allowed and, while there are fewer than <paramref name="count"/>, the smallest others, those above <paramref name="skip"/> of them first.</summary>
    internal IReadOnlyList<long> Choose(IEnumerable<long> wanted, int count, int skip)
    {
        var chosen = wanted.Where(Allows).Take(count).ToList();
        var others = Enumerable.Range(0, count + skip + 1).Select(i => First + i * MultipleOf).Where(size => Allows(size) && !chosen.Contains(size)).ToList();
        return [.. chosen, .. others.Skip(skip).Concat(others.Take(skip)).Take(count - chosen.Count)];
    }
}
