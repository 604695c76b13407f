using System.Text.Json.Nodes;
using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>What the command line adds to an exported model's metadata: configs of custom objects and the preprocessing.</summary>
internal static class ModelMetadata
{
    private const string ConfigKey = "model.config";
    private const string CompileKey = "model.compile";
    private const string PreprocessingKey = "model.preprocessing";
    private const string TrainingKey = "model.training";

    /// <summary>The entries of a bundle's model: its config, loss, optimizer and metrics, a tabular model's columns, and what it was trained on and how.</summary>
    public static IReadOnlyDictionary<string, string> Describe(Bundle bundle)
    {
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        Add(ConfigKey, bundle.ModelJson["model"]);
        Add(CompileKey, bundle.ModelJson["compile"]);
        if (bundle.Model is TabularModel) Add(PreprocessingKey, bundle.ModelJson["model"]?["config"]?["schema"]);
        Add(TrainingKey, bundle.Extra);
        return entries;

        void Add(string key, JsonNode? value)
        {
            if (value is JsonObject { Count: > 0 }) entries[key] = CliJson.WriteCompact(value);
        }
    }
}
