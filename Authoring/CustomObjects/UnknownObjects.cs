using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>Finds what a config names and the registry does not have, before anything is created.</summary>
internal sealed class UnknownObjects
{
    private readonly CustomObjectRegistry registry;
    private readonly SortedDictionary<string, List<string>> unknownTypes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<string>> unknownFunctions = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Name, string Version, CustomObjectType Known)> newer = [];

    private UnknownObjects(CustomObjectRegistry registry) => this.registry = registry;

    /// <summary>Throws when anything in the JSON is unknown, listing all of it with its places, or is of a newer version.</summary>
    /// <param name="json">The JSON to search at every depth.</param>
    /// <param name="registry">What is known.</param>
    /// <param name="where">The document's name in messages.</param>
    /// <param name="path">The path of the JSON in the document.</param>
    /// <exception cref="ConfigException">Something is unknown or newer.</exception>
    public static void Refuse(JsonNode json, CustomObjectRegistry registry, string where, string path)
    {
        var found = new UnknownObjects(registry);
        found.Search(json, path);
        found.ThrowUnknown(where);
        if (found.newer.Count == 0) return;
        var list = string.Join(", ", found.newer.Select(item => $"version {item.Version} of \"{item.Name}\" (at {item.Path}; {TypeNames.Full(item.Known.Type)} is version {item.Known.Version})"));
        throw new ConfigException(where, "no newer versions of custom objects than the registered classes", list, "Update the packages that hold these classes.");
    }

    private void Search(JsonNode? node, string path)
    {
        if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++) Search(list[i], $"{path}[{i}]");
        }
        if (node is not JsonObject item) return;
        if (ConfigJson.IsCustom(item)) Note(item, path);
        if (ConfigJson.FunctionName(item) is { } function && registry.FindFunction(function) is null) Add(unknownFunctions, function, path);
        foreach (var (key, child) in item) Search(child, path.Length == 0 ? key : $"{path}.{key}");
    }

    private void Note(JsonObject item, string path)
    {
        var name = (string)item["type"]!;
        if (registry.FindType(name) is not { } known) Add(unknownTypes, name, path);
        else if (!(JsonElement.Parse(item["version"]!.ToJsonString()).TryGetInt32(out var version) && version <= known.Version))
            newer.Add((path, name, item["version"]!.ToJsonString(), known));
    }

    private void ThrowUnknown(string where)
    {
        if (unknownTypes.Count + unknownFunctions.Count == 0) return;
        var list = unknownTypes.Concat(unknownFunctions).Select(item => $"\"{item.Key}\" (at {string.Join(", ", item.Value)})");
        var lines = unknownTypes.Keys.Select(name => $"registry.Register<{ObjectNames.LikelyClass(name)}>(); // the class marked [CustomObject(\"{name}\")]")
            .Concat(unknownFunctions.Keys.Select(name => $"registry.RegisterFunction({ObjectNames.LikelyClass(name)}); // the static method marked [CustomObject(\"{name}\")]"));
        throw new ConfigException(where, "custom objects that the registry knows", $"unknown ones: {string.Join(", ", list)}",
            $"Register them before loading:\n{string.Join("\n", lines)}");
    }

    private static void Add(SortedDictionary<string, List<string>> found, string name, string path)
    {
        if (!found.TryGetValue(name, out var paths)) found[name] = paths = [];
        paths.Add(path);
    }
}
