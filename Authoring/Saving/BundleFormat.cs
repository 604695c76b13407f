using System.Buffers;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>The names, versions and JSON form of a bundle's files.</summary>
internal static class BundleFormat
{
    public const int Version = 3;

    // A piece is longer than any JSON, so that whoever reads that needs no pieces.
    private const long PieceBytes = 1 << 24;

    public const string ManifestName = "manifest.json", ModelName = "model.json", WeightsName = "weights.safetensors";

    // A checkpoint's: the optimizer's state, and where the training stands.
    public const string OptimizerName = "optimizer.safetensors", TrainingName = "training.json";
    public const long LongestManifest = 1 << 20, LongestJson = 1 << 24;

    /// <summary>The files without which it is no bundle.</summary>
    public static readonly IReadOnlyList<string> Required = [ManifestName, ModelName, WeightsName];

    /// <summary>The files that a bundle may have besides.</summary>
    public static readonly IReadOnlyList<string> Optional = [OptimizerName, TrainingName];

    /// <summary>What <see cref="ModelName"/> may say.</summary>
    public static readonly IReadOnlyList<string> ModelKeys = ["model", "build", "frozen", "compile", "extra"];

    private const int DeepestJson = 512;

    // What reading takes in memory grows with these, not with the bytes.
    private const int MostObjects = 50_000, MostTokens = 2_000_000;

    /// <summary>The bytes that are hashed at a time, so that several threads can: all in the first version, 16 MiB for SHA-256 in the second and for XXH128 too since.</summary>
    public static HashPieces Pieces(int format) => new(format == 1 ? long.MaxValue : PieceBytes, format <= 2 ? long.MaxValue : PieceBytes);

    /// <summary>The manifest of a bundle written now.</summary>
    public static JsonObject Manifest(IEnumerable<BundleEntry> entries, int format)
    {
        var list = new JsonObject();
        foreach (var entry in entries) list[entry.Name] = new JsonObject { ["size"] = entry.Size, ["sha256"] = entry.Sha256, ["xxh128"] = entry.XxHash128 };
        return new JsonObject
        {
            ["format"] = format,
            ["onnxForge"] = VersionOf(typeof(BundleFormat)),
            ["torchSharp"] = VersionOf(typeof(torch)),
            ["libTorch"] = torch.__version__,
            ["entries"] = list,
        };
    }

    /// <summary>The manifest from its JSON.</summary>
    /// <exception cref="BundleException">It is malformed or of a newer format.</exception>
    public static BundleManifest ParseManifest(JsonObject json, string where)
    {
        if (Whole(json["format"]) is { } format and > Version)
            throw new BundleException(where, $"a bundle of format {Version} or older", $"format {format}", "Update OnnxForge.");
        if (Whole(json["format"]) is { } known and > 0 && Text(json["onnxForge"]) is { } onnxForge && Text(json["torchSharp"]) is { } torchSharp && Text(json["libTorch"]) is { } libTorch
            && json["entries"] is JsonObject list && json.Count == 5)
            return new BundleManifest((int)known, onnxForge, torchSharp, libTorch, [.. list.Select(item => Entry(item.Key, item.Value, where))]);
        throw new BundleException(where, "a manifest of format, onnxForge, torchSharp, libTorch and entries", ConfigJson.Show(json), "The file is damaged; save the model again.");
    }

    /// <summary>Indented UTF-8, the same bytes for the same JSON on every system.</summary>
    public static byte[] ToBytes(JsonNode json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = DeepestJson };
        using (var writer = new Utf8JsonWriter(buffer, options)) json.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A JSON object from bytes.</summary>
    /// <exception cref="BundleException">The bytes are not one, or a name comes twice in an object.</exception>
    public static JsonObject FromBytes(byte[] bytes, string where)
    {
        try
        {
            JsonText.Check(bytes, DeepestJson, MostObjects, MostTokens);
            var options = new JsonDocumentOptions { MaxDepth = DeepestJson, AllowDuplicateProperties = false };
            return JsonNode.Parse(bytes, null, options) as JsonObject ?? throw new JsonException("The top is not an object.");
        }
        catch (JsonException error)
        {
            throw new BundleException(where, "a JSON object", error.Message, "The file is damaged; save the model again.", error);
        }
    }

    // Bundles of before have no XXH128.
    private static BundleEntry Entry(string name, JsonNode? json, string where) =>
        json is JsonObject { Count: 2 or 3 } item && Whole(item["size"]) is { } size and >= 0 && Text(item["sha256"]) is { Length: 64 } sha256
            && Text(item["xxh128"]) is var xxh128 && xxh128 is null == (item.Count == 2) && xxh128 is null or { Length: 32 }
            ? new BundleEntry(name, size, sha256, xxh128)
            : throw new BundleException($"{where}, {name}", "an entry of size, sha256 and xxh128", ConfigJson.Show(json), "The file is damaged; save the model again.");

    private static long? Whole(JsonNode? json) => json is JsonValue value && value.TryGetValue(out long number) ? number : null;

    private static string? Text(JsonNode? json) => json is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string VersionOf(Type type)
    {
        var text = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{type.Assembly.GetName().Version}";
        return text.Split('+')[0];
    }
}
