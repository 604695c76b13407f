namespace OnnxForge.Authoring;

/// <summary>A dictionary of a pickle, in its order; keys are texts, numbers, truth values or None.</summary>
internal sealed class PickleDictionary
{
    // Made at the first item: an empty dictionary is one byte of a file.
    private Dictionary<object, object?>? items;

    public int Count => items?.Count ?? 0;

    /// <summary>The items whose keys are texts.</summary>
    public IEnumerable<(string Key, object? Value)> Texts => (items ?? []).Where(item => item.Key is string).Select(item => ((string)item.Key, item.Value));

    /// <summary>Adds an item; false when its key is there.</summary>
    public bool TryAdd(object? key, object? value) => (items ??= []).TryAdd(key ?? DBNull.Value, value);

    public bool TryGet(string key, out object? value)
    {
        value = null;
        return items is not null && items.TryGetValue(key, out value);
    }
}
