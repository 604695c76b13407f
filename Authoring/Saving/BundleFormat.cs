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
    public const int Version = 1;
    public const string ManifestName = "manifest.json", ModelName = "model.json", WeightsName = "weights.safetensors";

    // A checkpoint's: the optimizer's state, and where the training stands.
    public const string OptimizerName = "optimizer.safetensors", TrainingName = "training.json";
    public const long LongestManifest = 1 << 20, LongestJson = 1 << 28;

    /// <summary>The files without which it is no bundle.</summary>
    public static readonly IReadOnlyList<string> Required = [ManifestName, ModelName, WeightsName];

    /// <summary>The files that a bundle may have besides.</summary>
    public static readonly IReadOnlyList<string> Optional = [OptimizerName, TrainingName];

    // Zip cannot say earlier than this, and a bundle's bytes must not depend on when it was written.
    public static readonly DateTimeOffset Timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int DeepestJson = 512;

    /// <summary>The manifest of a bundle written now.</summary>
    public static JsonObject Manifest(IEnumerable<BundleEntry> entries)
    {
        var list = new JsonObject();
        foreach (var entry in entries) list[entry.Name] = new JsonObject { ["size"] = entry.Size, ["sha256"] = entry.Sha256 };
        return new JsonObject
        {
            ["format"] = Version,
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
        try
        {
            var format = (int)json["format"]!;
            if (format > Version)
                throw new BundleException(where, $"a bundle of format {Version} or older", $"format {format}", "Update OnnxForge.");
            var entries = json["entries"]!.AsObject()
                .Select(entry => new BundleEntry(entry.Key, (long)entry.Value!["size"]!, (string)entry.Value!["sha256"]!)).ToList();
            return new BundleManifest(format, (string)json["onnxForge"]!, (string)json["torchSharp"]!, (string)json["libTorch"]!, entries);
        }
        catch (Exception error) when (error is NullReferenceException or ArgumentNullException or InvalidOperationException or FormatException)
        {
            throw new BundleException(where, "a manifest of format, onnxForge, torchSharp, libTorch and entries", ConfigJson.Show(json),
                "The file is damaged; save the model again.", error);
        }
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
            var options = new JsonDocumentOptions { MaxDepth = DeepestJson, AllowDuplicateProperties = false };
            return JsonNode.Parse(bytes, null, options) as JsonObject ?? throw new JsonException("The top is not an object.");
        }
        catch (JsonException error)
        {
            throw new BundleException(where, "a JSON object", error.Message, "The file is damaged; save the model again.", error);
        }
    }

    private static string VersionOf(Type type)
    {
        var text = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{type.Assembly.GetName().Version}";
        return text.Split('+')[0];
    }
}
