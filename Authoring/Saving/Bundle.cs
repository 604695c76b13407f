using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What a bundle held.</summary>
/// <param name="Model">The rebuilt model with its weights, in training mode, on the CPU; the caller owns it.</param>
/// <param name="Manifest">What the bundle says about itself.</param>
/// <param name="ModelJson">The model's config, build shapes, compile configs and extra, as in the file.</param>
public sealed record Bundle(nn.Module Model, BundleManifest Manifest, JsonObject ModelJson)
{
    /// <summary>What was saved as <see cref="BundleOptions.Extra"/>; empty when nothing was.</summary>
    public JsonObject Extra => ModelJson["extra"] as JsonObject ?? [];
}
