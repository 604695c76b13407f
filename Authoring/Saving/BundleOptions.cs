using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>What goes into a bundle beside the model.</summary>
public sealed record BundleOptions
{
    /// <summary>Anything the caller wants back on load (recipe, data, history); it is copied. Default null.</summary>
    public JsonObject? Extra { get; init; }
}
