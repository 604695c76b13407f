using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class InspectCommandTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Inspect_Onnx_GivesSignatureOperatorsAndConfigs()
    {
        var json = CliRun.Of("inspect", TrainedFolder.Onnx, "--json").Json;

        Assert.AreEqual("""{"name":"longitude","dtype":"float32","dims":["batch",1]}""", json["inputs"]![0]!.ToJsonString());
        Assert.AreEqual("""{"name":"ocean_proximity","dtype":"string","dims":["batch",1]}""", json["inputs"]![8]!.ToJsonString());
        Assert.AreEqual("""[{"name":"median_house_value","dtype":"float32","dims":["batch",1]}]""", json["outputs"]!.ToJsonString());
        Assert.AreEqual(20, (int)json["opsets"]!["ai.onnx"]!);
        Assert.AreEqual(9, (int)json["irVersion"]!);
        Assert.AreEqual(new FileInfo(TrainedFolder.Onnx).Length, (long)json["bytes"]!);
        Assert.AreEqual(12, (int)json["operators"]!["Gemm"]!);
        Assert.AreEqual(1, (int)json["operators"]!["ai.onnx.ml.LabelEncoder"]!);
        Assert.AreEqual("onnxforge/tabular-model", (string?)json["metadata"]!["model.config"]!["type"]);
    }

    [TestMethod]
    public void Inspect_Bundle_GivesSignatureWeightsAndConfigs()
    {
        var json = CliRun.Of("inspect", TrainedFolder.Bundle, "--json").Json;

        Assert.AreEqual("""{"name":"longitude","dtype":"float32","dims":["batch",1]}""", json["inputs"]![0]!.ToJsonString());
        Assert.AreEqual("""{"name":"ocean_proximity","dtype":"string","dims":["batch",1]}""", json["inputs"]![8]!.ToJsonString());
        Assert.AreEqual("""[{"name":"median_house_value","dtype":"float32","dims":["batch",1]}]""", json["outputs"]!.ToJsonString());
        var weights = json["weights"]!.AsArray();
        var parameters = weights.Sum(weight => weight!["dims"]!.AsArray().Aggregate(1L, (product, size) => product * (long)size!));
        Assert.AreEqual(parameters, (long)json["parameters"]!);
        Assert.IsTrue(weights.Any(weight => (string?)weight!["name"] == "core.hidden1.kernel"));
        Assert.AreEqual("onnxforge/nadam", (string?)json["compile"]!["core"]!["optimizer"]!["type"]);
        Assert.AreEqual("residual", (string?)json["extra"]!["settings"]!["recipe"]);
    }

    [TestMethod]
    public void Inspect_People_SeeTables()
    {
        var onnx = CliRun.Of("inspect", TrainedFolder.Onnx);
        var bundle = CliRun.Of("inspect", TrainedFolder.Bundle);

        foreach (var text in (string[])["model.onnx: ONNX model, ", "longitude", "[batch, 1]", "Gemm", "onnxforge.parity"]) StringAssert.Contains(onnx.Output, text);
        foreach (var text in (string[])["model.forge: bundle of onnxforge/tabular-model, ", "core.hidden1.kernel", "\"threshold\": 1"]) StringAssert.Contains(bundle.Output, text);
    }

    [TestMethod]
    public void Inspect_UserBundle_ShowsWhatItWasBuiltFor()
    {
        UserAssembly.SaveBundle(folder["scale.forge"], "Scale", 3.0);

        var alone = CliRun.Of("inspect", folder["scale.forge"], "--json");
        var loaded = CliRun.Of("inspect", folder["scale.forge"], "--assembly", UserAssembly.Path, "--json");

        Assert.AreEqual(0, alone.Code, alone.Error);
        Assert.AreEqual("""[{"name":"input","dtype":"float32","dims":["batch",3]}]""", alone.Json["inputs"]!.ToJsonString());
        Assert.AreEqual("user/scale", (string?)alone.Json["model"]!["type"]);
        Assert.AreEqual(alone.Output, loaded.Output);
    }

    [TestMethod]
    public void Inspect_ModelOfOthers_NeedsNoKnownOperator()
    {
        File.WriteAllBytes(folder["other.onnx"], new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "n", null, 3).Input("w", OnnxModelBuilder.Float32, 1)
            .Weight("w", [1f], 1).NodeOf("com.example", "Mystery", ["x", "w"], ["y"]).Output("y", OnnxModelBuilder.Float16).Build());

        var json = CliRun.Of("inspect", folder["other.onnx"], "--json").Json;

        Assert.AreEqual("""[{"name":"x","dtype":"float32","dims":["n",null,3]}]""", json["inputs"]!.ToJsonString());
        Assert.AreEqual("""[{"name":"y","dtype":"float16","dims":[]}]""", json["outputs"]!.ToJsonString());
        Assert.AreEqual("""{"com.example.Mystery":1}""", json["operators"]!.ToJsonString());
        Assert.AreEqual("(x float32 [n, ?, 3]) -> (y float16 [])", (string?)json["signature"]);
        StringAssert.Contains(CliRun.Of("inspect", folder["other.onnx"]).Output, "\nSignature: (x float32 [n, ?, 3]) -> (y float16 [])\n");
    }

    [TestMethod]
    public void Inspect_DamagedFiles_SaySo()
    {
        var bytes = File.ReadAllBytes(TrainedFolder.Onnx);
        File.WriteAllBytes(folder["cut.onnx"], bytes[..(bytes.Length / 2)]);
        folder.Write("text.onnx", "hello");
        folder.Write("empty.onnx", "");
        folder.Write("text.forge", "hello");

        foreach (var (file, expected) in ((string, string)[])[("cut.onnx", "an ONNX model"), ("text.onnx", "an ONNX model"), ("empty.onnx", "an ONNX model"), ("text.forge", "a bundle that OnnxForge saved")])
        {
            var run = CliRun.Of("inspect", folder[file]);

            Assert.AreEqual(2, run.Code, file);
            Assert.AreEqual("", run.Output);
            StringAssert.StartsWith(run.Error, $"onnxforge: {folder[file]}: expected {expected}; received ");
        }
    }

    [TestMethod]
    public void Inspect_EveryCutOfAModel_IsAnErrorAndNoCrash()
    {
        var bytes = HandMadeModels.Linear;
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(folder["cut.onnx"], bytes[..length]);

            var run = CliRun.Of("inspect", folder["cut.onnx"]);

            Assert.IsTrue(run.Code is 0 or 2, $"{length} bytes: {run.Error}");
        }
    }
}
