using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Writes a model's files into a zip.</summary>
internal static class BundleWriter
{
    /// <summary>Everything about the model but its weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What else goes in.</param>
    /// <param name="uncompared">Gets the layers whose outputs could not be compared with those that loading would make; default nobody.</param>
    /// <exception cref="ConfigException">A custom object cannot be written or is not its constructor.</exception>
    public static JsonObject Describe(nn.Module model, BundleOptions options, List<UncomparedLayer>? uncompared = null)
    {
        using var random = new RandomState();
        var json = new JsonObject { ["model"] = ObjectConfig.WriteAt("model", model, uncompared) };
        var build = new JsonObject();
        foreach (var (path, layer) in LayerTree.Layers(model).Where(node => node.Layer.Built))
            build[path] = layer.InputShapes is [var only] ? Sizes(only) : new JsonArray([.. layer.InputShapes!.Select(Sizes)]);
        json["build"] = build;
        json["frozen"] = new JsonArray([.. model.named_parameters().Where(item => !item.parameter.requires_grad).Select(item => JsonValue.Create(item.name))]);
        var compile = new JsonObject();
        foreach (var (path, module) in LayerTree.Modules(model))
        {
            if (module is ICompiled { CompileConfig: { } config }) compile[path] = config.DeepClone();
        }
        json["compile"] = compile;
        json["extra"] = options.Extra?.DeepClone() ?? new JsonObject();
        return json;
    }

    /// <summary>The files that every bundle has.</summary>
    public static IReadOnlyList<BundlePart> Parts(JsonObject description, IReadOnlyDictionary<string, Tensor> weights) =>
        [Part(BundleFormat.ModelName, description), Part(BundleFormat.WeightsName, weights)];

    /// <summary>A file of JSON.</summary>
    public static BundlePart Part(string name, JsonObject json) => new(name, stream => stream.Write(BundleFormat.ToBytes(json)));

    /// <summary>A file of named tensors.</summary>
    public static BundlePart Part(string name, IReadOnlyDictionary<string, Tensor> tensors) => new(name, stream => SafeTensors.Write(stream, tensors));

    /// <summary>The zip of the parts, and last the manifest, which needs their hashes.</summary>
    /// <param name="stream">A stream that seeks, at its end.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="passed">Is told how many bytes were written since it was told before; default nobody.</param>
    /// <param name="format">The version of the format; default the newest.</param>
    public static void Write(Stream stream, IReadOnlyList<BundlePart> parts, Action<long>? passed = null, int format = BundleFormat.Version)
    {
        var zip = new StoredZipWriter(stream);
        var entries = parts.Select(part => zip.Add(part.Name, part.Write, passed, format)).ToList();
        zip.Add(BundleFormat.ManifestName, Part(BundleFormat.ManifestName, BundleFormat.Manifest(entries, format)).Write, passed, format);
        zip.Finish();
    }

    // one input: its sizes; several: a list of such lists
    private static JsonArray Sizes(Shape shape) => new([.. shape.Select(size => JsonValue.Create(size))]);
}
