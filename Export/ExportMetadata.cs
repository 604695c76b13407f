using System.Reflection;
using System.Text.Json.Nodes;

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
    public const string ParityKey = "onnxforge.parity";

    public static void Describe(Model model)
    {
        model.Metadata[FormatKey] = FormatVersion;
        model.Metadata[SignatureKey] = new JsonObject { ["inputs"] = Values(model.Graph.Inputs), ["outputs"] = Values(model.Graph.Outputs) }.ToJsonString();
    }

    public static void AddParity(Model model, ParityReport parity) => model.Metadata[ParityKey] = new JsonObject
    {
        ["cases"] = parity.Cases.Count,
        ["values"] = parity.Cases.Sum(c => c.Values),
        ["maxAbsolute"] = parity.MaxAbsolute,
        ["maxRelative"] = parity.MaxRelative,
        ["absoluteTolerance"] = parity.AbsoluteTolerance,
        ["relativeTolerance"] = parity.RelativeTolerance,
    }.ToJsonString();

    private static JsonArray Values(IEnumerable<Value> values) => new([.. values.Select(v => (JsonNode)new JsonObject
    {
        ["name"] = v.Name,
        ["dtype"] = DataTypes.NameOf(v.Type),
        ["dims"] = new JsonArray([.. (v.Shape ?? []).Select(d => d.TryGetConstant(out long size) ? (JsonNode)size : d.ToString())]),
    })]);
}
