using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>The forms that JSON of configs takes.</summary>
internal static class ConfigJson
{
    private const string Type = "type", Version = "version", Config = "config", Function = "function", SameAs = "sameAs";

    /// <summary><c>{"type": name, "version": 1, "config": {...}}</c>.</summary>
    public static JsonObject Custom(string name, int version, JsonObject config) => new() { [Type] = name, [Version] = version, [Config] = config };

    /// <summary><c>{"function": name}</c>.</summary>
    public static JsonObject NamedFunction(string name) => new() { [Function] = name };

    /// <summary><c>{"sameAs": path}</c>: the module that stands at an earlier place.</summary>
    public static JsonObject Reference(string path) => new() { [SameAs] = path };

    public static bool IsCustom(JsonObject item) => item.Count == 3 && IsKind(item, Type, JsonValueKind.String) && IsKind(item, Version, JsonValueKind.Number)
        && IsKind(item, Config, JsonValueKind.Object);

    /// <summary>The version of a custom object; null when it is no whole number from 1 to the greatest int.</summary>
    public static int? VersionOf(JsonObject item) => JsonElement.Parse(item[Version]!.ToJsonString()).TryGetInt32(out var version) && version >= 1 ? version : null;

    public static string? FunctionName(JsonObject item) => item.Count == 1 && IsKind(item, Function, JsonValueKind.String) ? (string)item[Function]! : null;

    public static string? ReferencePath(JsonObject item) => item.Count == 1 && IsKind(item, SameAs, JsonValueKind.String) ? (string)item[SameAs]! : null;

    /// <summary>The first place where two values differ, with both values, or null when they are equal.</summary>
    public static (string Path, string First, string Second)? Difference(JsonNode? first, JsonNode? second, string path)
    {
        foreach (var difference in Differences(first, second, path)) return difference;
        return null;
    }

    /// <summary>Every innermost place where two values differ, with both values.</summary>
    public static IEnumerable<(string Path, string First, string Second)> Differences(JsonNode? first, JsonNode? second, string path)
    {
        if (JsonNode.DeepEquals(first, second)) return [];
        var inside = (first, second) switch
        {
            (JsonObject left, JsonObject right) => left.Select(item => item.Key).Union(right.Select(item => item.Key))
                .SelectMany(key => Differences(left[key], right[key], path.Length == 0 ? key : $"{path}.{key}")).ToList(),
            (JsonArray some, JsonArray others) when some.Count == others.Count => some.Zip(others).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{path}[{i}]")).ToList(),
            _ => [],
        };
        // A key with null and no key at all differ, and have no place inside.
        return inside.Count > 0 ? inside : [(path, Show(first), Show(second))];
    }

    /// <summary>A value for a message, cut after 80 characters.</summary>
    public static string Show(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= 80 ? text : text[..80] + "...";
    }

    private static bool IsKind(JsonObject item, string key, JsonValueKind kind) => item[key] is { } value && value.GetValueKind() == kind;
}
