using System.Globalization;
using System.Text.Json;

namespace OnnxForge.Inference;

/// <summary>What OnnxForge's exporter wrote into a model's metadata.</summary>
public sealed class ModelOrigin
{
    private const string FormatKey = "onnxforge.format_version", DimensionsKey = "onnxforge.dimensions", ParityKey = "onnxforge.parity";
    private const string ConfigKey = "model.config", CompileKey = "model.compile", PreprocessingKey = "model.preprocessing", TrainingKey = "model.training";

    private readonly string _name;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    private ModelOrigin(string name, IReadOnlyDictionary<string, string> metadata)
    {
        (_name, _metadata) = (name, metadata);
        FormatVersion = int.TryParse(metadata[FormatKey], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : throw Damaged(FormatKey, "a number", null);
        Config = Parse(ConfigKey);
        Compile = Parse(CompileKey);
        Preprocessing = Parse(PreprocessingKey);
        Training = Parse(TrainingKey);
        Parity = Parse(ParityKey);
        var objects = new List<ModelObject>();
        AddObjects(Config, objects);
        AddObjects(Compile, objects);
        CustomObjects = objects.AsReadOnly();
        Dimensions = Bounds(Parse(DimensionsKey));
    }

    /// <summary>The version of these entries; 1.</summary>
    public int FormatVersion { get; }

    /// <summary>The config that rebuilds the model's class; null where the model is not of a custom object's class.</summary>
    public JsonElement? Config { get; }

    /// <summary>The loss, the optimizer and the metrics; null where the exporter was not given them.</summary>
    public JsonElement? Compile { get; }

    /// <summary>The columns of the table that the model was trained on, and how each is prepared; null for models of other data. What it says is done within the model.</summary>
    public JsonElement? Preprocessing { get; }

    /// <summary>What the model was trained on, and how; null where the exporter was not given it.</summary>
    public JsonElement? Training { get; }

    /// <summary>How the file was proved before it was written: cases, values and the greatest differences from the model.</summary>
    public JsonElement? Parity { get; }

    /// <summary>The custom objects in <see cref="Config"/> and <see cref="Compile"/>, each before those within it.</summary>
    public IReadOnlyList<ModelObject> CustomObjects { get; }

    /// <summary>The sizes that open dimensions may have, by name; without those that may have any.</summary>
    public IReadOnlyDictionary<string, DimensionBounds> Dimensions { get; }

    /// <summary>Null for a model that our exporter did not write.</summary>
    /// <param name="name">How errors name the model.</param>
    /// <param name="metadata">The model's metadata.</param>
    /// <exception cref="InferenceException">An entry of the exporter's is damaged.</exception>
    internal static ModelOrigin? Read(string name, IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(FormatKey) ? new ModelOrigin(name, metadata) : null;

    private JsonElement? Parse(string key)
    {
        if (!_metadata.TryGetValue(key, out var text))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Damaged(key, "a JSON object", null);
        }
        catch (JsonException error)
        {
            throw Damaged(key, "a JSON object", error);
        }
    }

    private Dictionary<string, DimensionBounds> Bounds(JsonElement? dimensions)
    {
        var bounds = new Dictionary<string, DimensionBounds>(StringComparer.Ordinal);
        if (dimensions is { } entries)
        {
            foreach (var entry in entries.EnumerateObject())
            {
                bounds[entry.Name] = entry.Value.ValueKind == JsonValueKind.Object
                    ? new DimensionBounds(Number(entry.Value, "min") ?? 0, Number(entry.Value, "max"), Number(entry.Value, "multipleOf") ?? 1)
                    : throw Damaged(DimensionsKey, "an object for each dimension", null);
            }
        }

        return bounds;
    }

    private long? Number(JsonElement bounds, string name) =>
        !bounds.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Damaged(DimensionsKey, "whole numbers as bounds", null);

    private static void AddObjects(JsonElement? config, List<ModelObject> objects)
    {
        switch (config)
        {
            case { ValueKind: JsonValueKind.Object } element:
                if (element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String)
                {
                    var version = element.TryGetProperty("version", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var stated) ? stated : 1;
                    objects.Add(new ModelObject(type.GetString()!, version, element.TryGetProperty("config", out var own) ? own : null));
                }

                foreach (var property in element.EnumerateObject())
                {
                    AddObjects(property.Value, objects);
                }

                break;
            case { ValueKind: JsonValueKind.Array } element:
                foreach (var item in element.EnumerateArray())
                {
                    AddObjects(item, objects);
                }

                break;
        }
    }

    private InferenceException Damaged(string key, string expected, JsonException? error) =>
        new($"Metadata '{key}' of model {_name}", expected, error?.Message.TrimEnd('.') ?? Shortened(_metadata[key]), "Export the model again, or read InferenceModel.Metadata", error);

    private static string Shortened(string text) => text.Length <= 60 ? $"'{text}'" : $"'{text[..60]}...'";
}

/// <summary>A custom object that a model is made of or was trained with.</summary>
/// <param name="Type">The name under which it was registered, such as "onnxforge/dense".</param>
/// <param name="Version">The version of its config.</param>
/// <param name="Config">Its constructor's parameters by name; null where it has none.</param>
public sealed record ModelObject(string Type, int Version, JsonElement? Config);

/// <summary>The sizes that a dimension may have.</summary>
/// <param name="Min">The least size.</param>
/// <param name="Max">The greatest size; null for no bound.</param>
/// <param name="MultipleOf">What each size is a multiple of; 1 for any.</param>
public readonly record struct DimensionBounds(long Min, long? Max, long MultipleOf);
