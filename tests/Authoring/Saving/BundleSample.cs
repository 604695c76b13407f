using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>A small bundle and its parts, from which wrong ones are made.</summary>
internal static class BundleSample
{
    /// <summary>The bundle of a dense layer of three inputs and two units.</summary>
    public static byte[] Bytes { get; } = Write(MakeModel());

    public static byte[] Manifest { get; } = Part("manifest.json");

    public static byte[] Model { get; } = Part("model.json");

    public static byte[] Weights { get; } = Part("weights.safetensors");

    /// <summary>The parts in the order of the bundle.</summary>
    public static IReadOnlyList<RawEntry> Entries => [new("model.json", Model), new("weights.safetensors", Weights), new("manifest.json", Manifest)];

    public static Dense MakeModel()
    {
        manual_seed(5);
        var model = new Dense(2);
        model.EnsureBuilt([-1, 3]);
        return model;
    }

    public static byte[] Write(nn.Module model)
    {
        using var stream = new MemoryStream();
        BundleWriter.Write(stream, BundleWriter.Parts(BundleWriter.Describe(model, new BundleOptions()), BundleWeights.Of(model)));
        return stream.ToArray();
    }

    /// <summary>A bundle whose hashes are right, of any model.json and weights.</summary>
    public static byte[] Of(byte[]? model = null, byte[]? weights = null)
    {
        using var stream = new MemoryStream();
        BundleWriter.Write(stream, [new("model.json", part => part.Write(model ?? Model)), new("weights.safetensors", part => part.Write(weights ?? Weights))]);
        return stream.ToArray();
    }

    /// <summary>A bundle whose model has this config, in JSON.</summary>
    public static byte[] OfConfig(string config, string build = "{}") =>
        Of(Encoding.UTF8.GetBytes($$"""{ "model": {{config}}, "build": {{build}}, "frozen": [], "compile": {}, "extra": {} }"""));

    /// <summary>A bundle whose manifest is changed, everything else being right.</summary>
    public static byte[] OfManifest(Action<JsonObject> change)
    {
        var manifest = JsonNode.Parse(Manifest)!.AsObject();
        change(manifest);
        return RawZip.Write([Entries[0], Entries[1], new("manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()))]);
    }

    /// <summary>A safetensors file of a header in JSON.</summary>
    public static byte[] Tensors(string header, int dataBytes)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[dataBytes]];
    }

    private static byte[] Part(string name)
    {
        using var zip = new ZipArchive(new MemoryStream(Bytes));
        using var content = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
