using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxForge.Cli;

/// <summary>How the command line writes JSON: indented, text as it is, numbers that JSON lacks as null.</summary>
internal static class CliJson
{
    private static readonly JsonSerializerOptions CompactOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a node.</summary>
    public static string Write(JsonNode node) => node.ToJsonString(Options);

    /// <summary>The text of a node on one line.</summary>
    public static string WriteCompact(JsonNode node) => node.ToJsonString(CompactOptions);

    /// <summary>A number, or null for NaN and infinities.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>An object of numbers.</summary>
    public static JsonObject Numbers(IEnumerable<KeyValuePair<string, double>> values) =>
        new(values.Select(value => KeyValuePair.Create(value.Key, Number(value.Value))));
}
