using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace OnnxForge.Export;

/// <summary>The dynamic dimensions of one input by their position, counted from 0: <c>new() { [0] = "batch", [2] = new("height", Min: 16) }</c>.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is named as the field names it, not by what it is made of.")]
public sealed class DynamicAxes : IReadOnlyDictionary<int, DynamicDimension>
{
    private readonly SortedDictionary<int, DynamicDimension> dimensions = [];

    /// <summary>None; add to them by position.</summary>
    public DynamicAxes()
    {
    }

    /// <summary>Dimensions by their position; a position twice keeps the last.</summary>
    public DynamicAxes(IEnumerable<KeyValuePair<int, DynamicDimension>> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        foreach (var (axis, dimension) in dimensions) this.dimensions[axis] = dimension;
    }

    /// <summary>The dimension at a position.</summary>
    /// <exception cref="KeyNotFoundException">That position has a fixed size.</exception>
    public DynamicDimension this[int key]
    {
        get => dimensions[key];
        init => dimensions[key] = value;
    }

    /// <inheritdoc/>
    public IEnumerable<int> Keys => dimensions.Keys;

    /// <inheritdoc/>
    public IEnumerable<DynamicDimension> Values => dimensions.Values;

    /// <inheritdoc/>
    public int Count => dimensions.Count;

    /// <summary>Dimensions without bounds, by their names.</summary>
    public static implicit operator DynamicAxes(Dictionary<int, string> names) => FromDictionary(names);

    /// <summary>The same as the conversion from names.</summary>
    public static DynamicAxes FromDictionary(Dictionary<int, string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new(names.Select(pair => KeyValuePair.Create(pair.Key, new DynamicDimension(pair.Value))));
    }

    /// <inheritdoc/>
    public bool ContainsKey(int key) => dimensions.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(int key, [MaybeNullWhen(false)] out DynamicDimension value) => dimensions.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<int, DynamicDimension>> GetEnumerator() => dimensions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
