using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OnnxForge.Inference.Hosting;

/// <summary>A section of the configuration that is read strictly: what is unknown or cannot be read is noted, and null is read in its place. An empty text is no setting.</summary>
internal sealed class SettingsSection(IConfigurationSection section, List<string> failures)
{
    private readonly List<string> _known = [];

    private delegate bool Parse<T>(string text, out T value);

    public string? Text(string key)
    {
        var child = Child(key);
        if (child.Value is null && child.GetChildren().Any())
        {
            Refuse(key, "one value", "a section");
        }

        return string.IsNullOrEmpty(child.Value) ? null : child.Value;
    }

    public int? Number(string key) => Read(key, "a whole number", static (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public long? LargeNumber(string key) => Read(key, "a whole number", static (string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public bool? Flag(string key) => Read<bool>(key, "true or false", bool.TryParse);

    /// <summary>Hours, minutes and seconds: a number alone would be days.</summary>
    public TimeSpan? Time(string key) => Read(
        key, "a time as 00:00:05", static (string text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Contains(':', StringComparison.Ordinal));

    public T? Choice<T>(string key) where T : struct, Enum => Read(
        key, string.Join(", ", Enum.GetNames<T>()), static (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && char.IsAsciiLetter(text[0]));

    /// <summary>A section in this one; null where there is none.</summary>
    public SettingsSection? Inner(string key)
    {
        var child = Child(key);
        if (!string.IsNullOrEmpty(child.Value))
        {
            Refuse(key, "a section", $"'{child.Value}'");
        }

        return child.GetChildren().Any() ? new SettingsSection(child, failures) : null;
    }

    public Dictionary<string, string> Pairs() => section.GetChildren().Where(child => child.Value is not null).ToDictionary(child => child.Key, child => child.Value!);

    public void Refuse(string key, string expected, string received) => failures.Add($"{section.Path}:{key}: expected {expected}; received {received}. Correct the setting.");

    /// <summary>Everything there was is known.</summary>
    public void End()
    {
        foreach (var other in section.GetChildren().Where(child => !_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            failures.Add($"{other.Path}: expected one of {string.Join(", ", _known)}; received another name. Correct or remove the setting.");
        }
    }

    private T? Read<T>(string key, string expected, Parse<T> parse) where T : struct
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (parse(text.Trim(), out var value))
        {
            return value;
        }

        Refuse(key, expected, $"'{text}'");
        return null;
    }

    private IConfigurationSection Child(string key)
    {
        _known.Add(key);
        return section.GetSection(key);
    }
}
