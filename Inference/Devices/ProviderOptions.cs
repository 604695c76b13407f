namespace OnnxForge.Inference;

/// <summary>Options of an execution provider in the order of their names, so that equal options are equal.</summary>
internal sealed class ProviderOptions(IEnumerable<KeyValuePair<string, string>> options) : IEquatable<ProviderOptions>
{
    private readonly SortedDictionary<string, string> _options = new(options.ToDictionary(), StringComparer.Ordinal);

    public Dictionary<string, string> ToDictionary() => new(_options);

    public bool Equals(ProviderOptions? other) => other is not null && _options.SequenceEqual(other._options);

    public override bool Equals(object? obj) => Equals(obj as ProviderOptions);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>"a=1;b=2".</summary>
    public override string ToString() => string.Join(';', _options.Select(option => $"{option.Key}={option.Value}"));
}
