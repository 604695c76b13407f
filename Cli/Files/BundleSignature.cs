using System.Text.Json.Nodes;
using OnnxForge.Export;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>What the model of a bundle takes and gives, as far as its description says.</summary>
/// <param name="Inputs">Inputs by name.</param>
/// <param name="Outputs">Outputs by name; empty where only running the model would tell.</param>
internal sealed record BundleSignature(IReadOnlyList<FileTensor> Inputs, IReadOnlyList<FileTensor> Outputs)
{
    private const string TabularType = "onnxforge/tabular-model";
    private static readonly SignatureDimension Batch = SignatureDimension.Named(EagerModels.BatchName);

    /// <summary>Reads it from the description: a tabular model's columns and target, or the shape that the model was built for.</summary>
    public static BundleSignature Of(JsonObject model)
    {
        if (model["model"] is JsonObject described && (string?)described["type"] == TabularType && described["config"]?["schema"] is JsonObject schema)
        {
            return new BundleSignature(
                [.. Names(schema["numeric"]).Select(name => Column(name, "float32")), .. Names(schema["text"]).Select(name => Column(name, "string"))],
                [Column((string?)schema["target"]?["name"] ?? "", "float32")]);
        }
        if (model["build"]?[""] is not JsonArray shape) return new BundleSignature([], []);
        return new BundleSignature([new FileTensor("input", "float32", [.. shape.Select(size => (long?)size is { } known and >= 0 ? SignatureDimension.Of(known) : Batch)])], []);
    }

    private static FileTensor Column(string name, string type) => new(name, type, [Batch, SignatureDimension.Of(1)]);

    private static IEnumerable<string> Names(JsonNode? columns) => (columns as JsonArray ?? []).Select(column => (string?)column?["name"] ?? "");
}
