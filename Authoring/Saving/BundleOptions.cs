using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>What goes into a bundle beside the model.</summary>
public sealed record BundleOptions
{
    /// <summary>Anything the caller wants back on load (recipe, data, history); it is copied. Default null.</summary>
    public JsonObject? Extra { get; init; }

    /// <summary>Is told how much of the file is written, from 0 to 1, on the thread that saves. Default null.</summary>
    public IProgress<double>? Progress { get; init; }
}
