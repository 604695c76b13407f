using System.IO.Compression;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Writes a model's files into a zip.</summary>
internal static class BundleWriter
{
    /// <summary>Everything about the model but its weights.</summary>
    /// <exception cref="ConfigException">A custom object cannot be written or is not its constructor.</exception>
    public static JsonObject Describe(nn.Module model, BundleOptions options)
    {
        using var random = new RandomState();
        var json = new JsonObject { ["model"] = ObjectConfig.WriteAt("model", model) };
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

    /// <summary>The zip of the description, the weights, and last the manifest, which needs their hashes.</summary>
    public static void Write(Stream stream, JsonObject description, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var model = AddEntry(zip, BundleFormat.ModelName, content => content.Write(BundleFormat.ToBytes(description)));
        var tensors = AddEntry(zip, BundleFormat.WeightsName, content => SafeTensors.Write(content, weights));
        AddEntry(zip, BundleFormat.ManifestName, content => content.Write(BundleFormat.ToBytes(BundleFormat.Manifest([model, tensors]))));
    }

    // one input: its sizes; several: a list of such lists
    private static JsonArray Sizes(Shape shape) => new([.. shape.Select(size => JsonValue.Create(size))]);

    private static BundleEntry AddEntry(ZipArchive zip, string name, Action<Stream> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = BundleFormat.Timestamp;
        // A regular file that its owner may write and all may read, on every system.
        entry.ExternalAttributes = unchecked((int)0x81A40000);
        using var content = entry.Open();
        using var hashing = new HashingStream(content);
        write(hashing);
        return new BundleEntry(name, hashing.Length, hashing.Sha256);
    }
}
