using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class ModelOriginTests
{
    [TestMethod]
    public void Model_OfOurExporter_TellsItsObjectsAndItsProof()
    {
        using var folder = new Policy.TemporaryFolder();
        var path = folder.File("m.onnx");
        var network = new Sequential([new Dense(3, "relu"), new Dense(1)], input: [4]);
        OnnxExporter.Export(network, zeros(1, 4), path, new ExportOptions { Metadata = new Dictionary<string, string> { ["model.preprocessing"] = """{"columns": ["a"]}""" } });

        using var model = InferenceModel.Load(path);
        var origin = model.Origin!;

        Assert.AreEqual(1, origin.FormatVersion);
        Assert.AreEqual("onnxforge/sequential onnxforge/dense onnxforge/relu", string.Join(" ", origin.CustomObjects.Select(part => part.Type).Take(3)));
        Assert.AreEqual(3, origin.CustomObjects[1].Config!.Value.GetProperty("units").GetInt32());
        Assert.AreEqual(1, origin.CustomObjects[1].Version);
        Assert.AreEqual("a", origin.Preprocessing!.Value.GetProperty("columns")[0].GetString());
        Assert.IsGreaterThan(0, origin.Parity!.Value.GetProperty("values").GetInt64());
        Assert.IsNull(origin.Compile);
        Assert.IsNull(origin.Training);
        Assert.IsEmpty(origin.Dimensions);
    }

    [TestMethod]
    public void Dimensions_WithBounds_AreTold()
    {
        var origin = Load(("onnxforge.format_version", "1"), ("onnxforge.dimensions", """{"length": {"min": 16, "max": 512, "multipleOf": 16}, "rows": {"min": 2}}""")).Origin!;

        Assert.AreEqual(new DimensionBounds(16, 512, 16), origin.Dimensions["length"]);
        Assert.AreEqual(new DimensionBounds(2, null, 1), origin.Dimensions["rows"]);
        Assert.IsNull(origin.Config);
        Assert.IsEmpty(origin.CustomObjects);
    }

    [TestMethod]
    public void Model_OfOthers_HasNone()
    {
        using var model = Load(("model.config", "no JSON"));
        Assert.IsNull(model.Origin);
    }

    [TestMethod]
    [DataRow("model.config", "{", "a JSON object", "'{' is invalid", false)]
    [DataRow("model.compile", "[1]", "a JSON object", "'[1]'", true)]
    [DataRow("onnxforge.dimensions", """{"n": 1}""", "an object for each dimension", """'{"n": 1}'""", true)]
    [DataRow("onnxforge.dimensions", """{"n": {"min": "x"}}""", "whole numbers as bounds", """'{"n": {"min": "x"}}'""", true)]
    public void Entry_ThatIsDamaged_IsAnError(string key, string value, string expected, string received, bool whole)
    {
        var bytes = Bytes(("onnxforge.format_version", "1"), (key, value));
        using var model = InferenceModel.Load(bytes);

        var error = Assert.ThrowsExactly<InferenceException>(() => model.Origin);
        if (whole) Assert.AreEqual($"Metadata '{key}' of {HandMadeModels.InMemory(bytes)}: expected {expected}; received {received}. Export the model again, or read InferenceModel.Metadata.", error.Message);
        Assert.AreEqual(expected, error.Expected);
    }

    [TestMethod]
    public void Version_ThatIsNoNumber_IsAnError()
    {
        var bytes = Bytes(("onnxforge.format_version", "one"));
        using var model = InferenceModel.Load(bytes);
        HandMadeModels.Fails<InferenceException>(
            () => _ = model.Origin, $"Metadata 'onnxforge.format_version' of {HandMadeModels.InMemory(bytes)}: expected a number; received 'one'. Export the model again, or read InferenceModel.Metadata.");
    }

    private static InferenceModel Load(params (string Key, string Value)[] metadata) => InferenceModel.Load(Bytes(metadata));

    private static byte[] Bytes(params (string Key, string Value)[] metadata) => metadata.Aggregate(
        new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, 1).Output("y", OnnxModelBuilder.Float32, 1).Node("Neg", ["x"], ["y"]),
        (model, entry) => model.Metadata(entry.Key, entry.Value)).Build();
}
