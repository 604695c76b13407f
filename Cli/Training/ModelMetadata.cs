using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>What the command line adds to an exported model's metadata: configs of custom objects and the preprocessing.</summary>
internal static class ModelMetadata
{
    private const string ConfigKey = "model.config";
    private const string CompileKey = "model.compile";
    private const string PreprocessingKey = "model.preprocessing";
    private const string TrainingKey = "model.training";

    /// <summary>The entries of a model from a bundle.</summary>
    /// <param name="model">The model.</param>
    /// <param name="compile">Loss, optimizer and metrics by the path of the model that was compiled with them.</param>
    /// <param name="training">What it was trained on and how; null where it is not known.</param>
    public static IReadOnlyDictionary<string, string> Describe(nn.Module model, JsonNode? compile, JsonNode? training)
    {
        Dictionary<string, string> entries = new(StringComparer.Ordinal) { [ConfigKey] = ObjectConfig.Write(model).ToJsonString() };
        if (compile is not null) entries[CompileKey] = compile.ToJsonString();
        if (model is TabularModel tabular) entries[PreprocessingKey] = ObjectConfig.Write(tabular)["config"]!["schema"]!.ToJsonString();
        if (training is JsonObject { Count: > 0 }) entries[TrainingKey] = training.ToJsonString();
        return entries;
    }
}
