using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>Finds what a config names and the registry does not have, before anything is created.</summary>
internal sealed class UnknownObjects
{
    private readonly CustomObjectRegistry registry;
    private readonly SortedDictionary<string, List<string>> unknownTypes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<string>> unknownFunctions = new(StringComparer.Ordinal);
    private readonly List<(string Path, int Version, CustomObjectType Known)> newer = [];
    private readonly List<(string Path, int Version, int Missing, CustomObjectType Known)> older = [];

    private UnknownObjects(CustomObjectRegistry registry) => this.registry = registry;

    /// <summary>Throws when anything in the JSON is unknown, listing all of it with its places, is of a newer version, or of an older one without upgrade.</summary>
    /// <param name="json">The JSON to search at every depth.</param>
    /// <param name="registry">What is known.</param>
    /// <param name="where">The document's name in messages.</param>
    /// <param name="path">The path of the JSON in the document.</param>
    /// <exception cref="ConfigException">Something is unknown, newer, or older without upgrade.</exception>
    public static void Refuse(JsonNode json, CustomObjectRegistry registry, string where, string path)
    {
        var found = new UnknownObjects(registry);
        found.Search(json, path);
        found.ThrowUnknown(where);
        found.ThrowOtherVersions(where);
    }

    private void ThrowOtherVersions(string where)
    {
        if (newer.Count > 0)
        {
            var list = string.Join(", ", newer.Select(item => $"version {item.Version} of \"{item.Known.Name}\" (at {item.Path}; {TypeNames.Full(item.Known.Type)} is version {item.Known.Version})"));
            throw new ConfigException(where, "no newer versions of custom objects than the registered classes", list, "Update the packages that hold these classes.");
        }
        if (older.Count == 0) return;
        var steps = older.Select(item => $"[UpgradeFrom({item.Missing})] static void Upgrade{item.Missing}(JsonObject config) // in {TypeNames.Full(item.Known.Type)}").Distinct();
        throw new ConfigException(where, "older versions of custom objects with a way to the registered classes",
            string.Join(", ", older.Select(item => $"version {item.Version} of \"{item.Known.Name}\" (at {item.Path}; {TypeNames.Full(item.Known.Type)} is version {item.Known.Version})")),
            $"Add the steps that bring a config to the next version:\n{string.Join("\n", steps)}");
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
        else if (ConfigJson.VersionOf(item) is not { } version) return;
        else if (version > known.Version) newer.Add((path, version, known));
        else if (known.Upgrades.MissingFrom(version) is { } missing) older.Add((path, version, missing, known));
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
