using System.Text;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Items 22 to 35 of the list of hostile inputs: the config.</summary>
[TestClass]
public sealed class HostileConfigTests
{
    private const string DenseConfig = """{"type": "onnxforge/dense", "version": 1, "config": {"units": 2}}""";

    private static readonly Dictionary<string, (Func<byte[]> Make, string Message)> rows = new()
    {
        ["22 depth"] = (() => BundleSample.OfConfig(new string('[', 100_000) + new string(']', 100_000)), "expected a JSON object; received The maximum configured depth of 512 has been exceeded.*"),
        ["22 depth of objects"] = (() => BundleSample.OfConfig(string.Concat(Enumerable.Repeat("{\"config\":", 100_000)) + "1" + new string('}', 100_000)), "expected a JSON object; received The maximum configured depth of 512 has been exceeded.*"),
        ["22 depth within the limit"] = (() => BundleSample.OfConfig(Nested(100)), "*.layer.config.layer*: expected *"),
        ["23 duplicate property"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2, "units": 3}}"""), "expected a JSON object; received *Duplicate*"),
        ["23 duplicate by escape"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2, "\u0075nits": 3}}"""), "expected a JSON object; received *Duplicate*"),
        ["24 unknown property"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2, "loader": "x"}}"""), "model.config: expected the parameters of Dense: *; received unknown loader. *"),
        ["24 unknown key"] = (() => BundleSample.Of(Encoding.UTF8.GetBytes($$"""{"model": {{DenseConfig}}, "build": {}, "compile": {}, "hook": "x"}""")), "expected no keys but model, build, frozen, compile, extra; received hook. *"),
        ["24 unknown key of the manifest"] = (() => BundleSample.OfManifest(manifest => manifest["hook"] = "x"), "manifest.json: expected a manifest of format, onnxForge, torchSharp, libTorch and entries; received *"),
        ["25 NaN"] = (() => Units("NaN"), "expected a JSON object; received 'N' is an invalid start of a value.*"),
        ["25 1e999"] = (() => Units("1e999"), "model.config.units: expected a whole number of type int; received 1e999. Correct the config."),
        ["25 2^63"] = (() => Units("9223372036854775808"), "model.config.units: expected a whole number of type int; received 9223372036854775808. Correct the config."),
        ["25 a long number"] = (() => Units(new string('9', 1_000_000)), "model.config.units: expected a whole number of type int; received 999*... Correct the config."),
        ["25 1e999 as a fraction"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dropout", "version": 1, "config": {"rate": 1e999}}"""), "model.config.rate: expected a number; received 1e999. Correct the config."),
        ["25 a version"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1e999, "config": {"units": 2}}"""), "model.version: expected a whole number of 1 or more; received 1e999. Correct the config."),
        ["25 a build shape"] = (() => BundleSample.OfConfig(DenseConfig, """{"": [-1, 1e999]}"""), "expected a shape that the layer at \"\" can be built for; received [-1,1e999] *"),
        ["25 a huge build shape"] = (() => BundleSample.OfConfig(DenseConfig, """{"": [-1, 4611686018427387904]}"""), "expected a file with the weights of its model, such as one of [4611686018427387904, 2]; received no more than * values for it. *"),
        ["25 a build shape that wraps"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2147483647}}""", """{"": [-1, 9223372036854775807]}"""), "expected a file with the weights of its model, *"),
        ["26 invalid UTF-8"] = (() => Bytes([0xC3, 0x28]), "expected a JSON object; received The text is not valid UTF-8.. *"),
        ["26 half a surrogate"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/\ud800", "version": 1, "config": {}}"""), "expected a JSON object; received *surrogate*"),
        ["27 unregistered"] = (() => BundleSample.OfConfig("""{"type": "evil/layer", "version": 1, "config": {}}"""), "expected custom objects that the registry knows; received unknown ones: \"evil/layer\" (at model). *"),
        ["28 a process"] = (() => BundleSample.OfConfig("""{"type": "System.Diagnostics.Process", "version": 1, "config": {"fileName": "touch", "arguments": "secret"}}"""), "expected custom objects that the registry knows; received unknown ones: \"System.Diagnostics.Process\" (at model). *"),
        ["28 a file"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2, "activation": {"type": "System.IO.FileStream, System.Private.CoreLib", "version": 1, "config": {"path": "secret"}}}}"""), "expected custom objects that the registry knows; received unknown ones: \"System.IO.FileStream, System.Private.CoreLib\" (at model.config.activation). *"),
        ["28 a function"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/lambda", "version": 1, "config": {"function": {"function": "System.IO.File.Delete"}}}"""), "expected custom objects that the registry knows; received unknown ones: \"System.IO.File.Delete\" (at model.config.function). *"),
        ["29 wrong kind"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2, "activation": {"type": "onnxforge/dense", "version": 1, "config": {"units": 2}}}}"""), "model.config.activation: expected a custom object that is a Activation; received a Dense. Correct the config."),
        ["29 no model"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/relu", "version": 1, "config": {}}"""), "expected a model that is a TorchSharp module; received a Relu. *"),
        ["30 relaxed safety"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2, "safeMode": false}}"""), "model.config: expected the parameters of Dense: *; received unknown safeMode. *"),
        ["30 relaxed checks"] = (() => BundleSample.OfManifest(manifest => manifest["checkHashes"] = false), "manifest.json: expected a manifest of format, onnxForge, torchSharp, libTorch and entries; received *"),
        ["31 an address"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2, "kernelInitializer": "http://localhost/weights"}}"""), "model.config.kernelInitializer: expected a custom object {\"type\", \"version\", \"config\"}; received \"http://localhost/weights\". *"),
        ["31 a path"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/dense", "version": 1, "config": {"units": 2, "name": "../secret"}}""", """{"../secret": [1]}"""), "expected a layer to build at \"../secret\" and its shape; received [1]. *"),
        ["32 a cycle"] = (() => BundleSample.OfConfig("""{"type": "onnxforge/time-distributed", "version": 1, "config": {"layer": {"sameAs": "model"}}}"""), "model.config.layer: expected the path of a module written before; received {\"sameAs\":\"model\"}. *"),
        ["33 a million layers"] = (() => Layers(1_000_000), "expected at most 16777216 bytes; received *"),
        ["33 a hundred thousand layers"] = (() => Layers(100_000), "expected a JSON object; received It has more than 50000 objects or 2000000 names and values.. *"),
        ["33 many values"] = (() => BundleSample.OfConfig($"[{string.Join(',', Enumerable.Repeat('0', 3_000_000))}]"), "expected a JSON object; received It has more than 50000 objects or 2000000 names and values.. *"),
        ["33 a plain module larger than the file"] = (() => BundleSample.OfConfig("""{"type": "torch/linear", "version": 1, "config": {"inFeatures": 100000, "outFeatures": 100000, "bias": true, "dtype": "float32"}}"""), "model.config: expected values that the constructor of LinearSettings accepts; received its refusal (*expected a file with the weights of its model, such as LinearSettings; received no more than * values for it. *"),
        ["33 a recurrent module larger than the file"] = (() => BundleSample.OfConfig("""{"type": "torch/lstm", "version": 1, "config": {"inputSize": 1, "hiddenSize": 50000, "numLayers": 1, "bias": true, "batchFirst": true, "dropout": 0, "bidirectional": false, "dtype": "float32"}}"""), "model.config: expected values that the constructor of LSTMSettings accepts; received its refusal (*"),
        ["34 constructor that throws"] = (() => BundleSample.OfConfig("""{"type": "test/throws", "version": 1, "config": {"inner": {"type": "onnxforge/dense", "version": 1, "config": {"units": 2}}}}"""), "model.config: expected values that the constructor of Throws accepts; received its refusal (No.). Correct the config."),
        ["34 build that throws"] = (() => BundleSample.OfConfig("""{"type": "test/throws-when-built", "version": 1, "config": {}}""", """{"": [-1, 3]}"""), "expected a shape that the layer at \"\" can be built for; received [-1,3] (No.). *"),
        ["35 newer format"] = (() => BundleSample.OfManifest(manifest => manifest["format"] = 4), "manifest.json: expected a bundle of format 3 or older; received format 4. Update OnnxForge."),
        ["35 a format of nonsense"] = (() => BundleSample.OfManifest(manifest => manifest["format"] = -1), "manifest.json: expected a manifest of *"),
        ["35 a size of nonsense"] = (() => BundleSample.OfManifest(manifest => manifest["entries"]!["model.json"]!["size"] = -1), "manifest.json, model.json: expected an entry of size, sha256 and xxh128; received *"),
    };

    public static IEnumerable<object[]> Rows => rows.Keys.Select(key => new object[] { key });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void HostileConfig_Loaded_IsRefused(string row)
    {
        var (make, message) = rows[row];
        var error = HostileFile.Refused(row, make(), new CustomObjectRegistry().Register<Throws>().Register<ThrowsWhenBuilt>());
        StringAssert.Matches(error.Message, new("^.*" + System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", "(.|\\n)*") + "$"), row);
    }

    private static byte[] Units(string units) => BundleSample.OfConfig($$$"""{"type": "onnxforge/dense", "version": 1, "config": {"units": {{{units}}} } }""");

    private static byte[] Bytes(byte[] inserted) => BundleSample.Of([.. "{\"model\": \""u8, .. inserted, .. "\"}"u8]);

    private static byte[] Layers(int count) => BundleSample.OfConfig($$"""
        {"type": "onnxforge/sequential", "version": 1, "config": {"layers": [{{string.Join(',', Enumerable.Repeat("""{"type":"onnxforge/flatten","version":1,"config":{}}""", count))}}] } }
        """);

    private static string Nested(int depth)
    {
        var json = "1";
        for (var i = 0; i < depth; i++) json = $$"""{"type": "onnxforge/time-distributed", "version": 1, "config": {"layer": {{json}} } }""";
        return json;
    }

    [CustomObject("test/throws")]
    internal sealed class Throws : Layer
    {
        public Throws(nn.Module inner)
        {
            Inner = inner;
            throw new InvalidOperationException("No.");
        }

        public nn.Module Inner { get; }

        public override Tensor forward(Tensor x) => x;
    }

    [CustomObject("test/throws-when-built")]
    internal sealed class ThrowsWhenBuilt : Layer
    {
        protected override void Build(Shape input)
        {
            AddWeight("kernel", [1], new Zeros());
            throw new InvalidOperationException("No.");
        }

        public override Tensor forward(Tensor x) => x;
    }
}
