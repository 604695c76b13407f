using System.Reflection;
using System.Text.Json.Nodes;
using OnnxForge.Authoring;

namespace OnnxForge.Export;

/// <summary>This library's version.</summary>
internal static class ExporterVersion
{
    public static string Text { get; } = typeof(ExporterVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}

/// <summary>What the exporter itself writes into a model's metadata.</summary>
internal static class ExportMetadata
{
    /// <summary>The version of these entries.</summary>
    public const string FormatVersion = "1";

    public const string FormatKey = "onnxforge.format_version";
    public const string SignatureKey = "onnxforge.signature";
    /// <summary>The bounds of dynamic dimensions by name: <c>{"length": {"min": 16, "max": 512, "multipleOf": 16}}</c>.</summary>
    public const string DimensionsKey = "onnxforge.dimensions";

    public const string ParityKey = "onnxforge.parity";
    public const string ConfigKey = "model.config";

    /// <param name="model">The model.</param>
    /// <param name="dimensions">Its dynamic dimensions; the bounds of those that have some are written.</param>
    public static void Describe(OnnxForge.Export.Model model, IReadOnlyList<DynamicDimension> dimensions)
    {
        if (dimensions.Any(d => d != d.Name)) model.Metadata[DimensionsKey] = new JsonObject(dimensions.Where(d => d != d.Name).Select(Bounds)).ToJsonString();
        model.Metadata[FormatKey] = FormatVersion;
        model.Metadata[SignatureKey] = new JsonObject { ["inputs"] = Values(model.Graph.Inputs), ["outputs"] = Values(model.Graph.Outputs) }.ToJsonString();
    }

    /// <summary>Adds the module's config, and with it those of every custom object in it, unless the caller gave one; says so where it cannot be written.</summary>
    public static void AddConfig(OnnxForge.Export.Model model, TorchSharp.torch.nn.Module? root, List<string> warnings)
    {
        if (root is null || model.Metadata.ContainsKey(ConfigKey) || root.GetType().GetCustomAttribute<CustomObjectAttribute>() is null) return;
        try { model.Metadata[ConfigKey] = ObjectConfig.Write(root).ToJsonString(); }
        catch (ConfigException e)
        {
            var warning = $"the config does not travel with the file: {e.Message}";
            if (!warnings.Contains(warning)) warnings.Add(warning);
        }
    }

    public static void AddParity(OnnxForge.Export.Model model, ParityReport parity) => model.Metadata[ParityKey] = new JsonObject
    {
        ["cases"] = parity.Cases.Count,
        ["values"] = parity.Cases.Sum(c => c.Values),
        ["maxAbsolute"] = parity.MaxAbsolute,
        ["maxRelative"] = parity.MaxRelative,
        ["absoluteTolerance"] = parity.AbsoluteTolerance,
        ["relativeTolerance"] = parity.RelativeTolerance,
        ["used"] = parity.Used,
        ["sensitive"] = parity.Sensitive,
        ["levels"] = new JsonArray([.. parity.Levels.Select(level => (JsonNode)level.ToString().ToLowerInvariant())]),
    }.ToJsonString();

    private static KeyValuePair<string, JsonNode?> Bounds(DynamicDimension dimension)
    {
        var bounds = new JsonObject { ["min"] = dimension.Min };
        if (dimension.Max is { } max) bounds["max"] = max;
        if (dimension.MultipleOf != 1) bounds["multipleOf"] = dimension.MultipleOf;
        return KeyValuePair.Create(dimension.Name, (JsonNode?)bounds);
    }

    private static JsonArray Values(IEnumerable<Value> values) => new([.. values.Select(v => (JsonNode)new JsonObject
    {
        ["name"] = v.Name,
        ["dtype"] = DataTypes.NameOf(v.Type),
        ["dims"] = new JsonArray([.. (v.Shape ?? []).Select(d => d.TryGetConstant(out long size) ? (JsonNode)size : d.ToString())]),
    })]);
}
