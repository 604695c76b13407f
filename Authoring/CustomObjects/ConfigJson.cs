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

    public static string? FunctionName(JsonObject item) => item.Count == 1 && IsKind(item, Function, JsonValueKind.String) ? (string)item[Function]! : null;

    public static string? ReferencePath(JsonObject item) => item.Count == 1 && IsKind(item, SameAs, JsonValueKind.String) ? (string)item[SameAs]! : null;

    /// <summary>The first place where two values differ, with both values, or null when they are equal.</summary>
    public static (string Path, string First, string Second)? Difference(JsonNode? first, JsonNode? second, string path)
    {
        if (JsonNode.DeepEquals(first, second)) return null;
        if (first is JsonObject left && second is JsonObject right)
        {
            foreach (var key in left.Select(item => item.Key).Union(right.Select(item => item.Key)))
            {
                if (Difference(left[key], right[key], $"{path}.{key}") is { } inside) return inside;
            }
        }
        if (first is JsonArray some && second is JsonArray others && some.Count == others.Count)
        {
            for (var i = 0; i < some.Count; i++)
            {
                if (Difference(some[i], others[i], $"{path}[{i}]") is { } inside) return inside;
            }
        }
        return (path, Show(first), Show(second));
    }

    /// <summary>A value for a message, cut after 80 characters.</summary>
    public static string Show(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= 80 ? text : text[..80] + "...";
    }

    private static bool IsKind(JsonObject item, string key, JsonValueKind kind) => item[key] is { } value && value.GetValueKind() == kind;
}
