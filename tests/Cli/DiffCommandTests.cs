using OnnxForge.Authoring;
using OnnxForge.Tests.Authoring;
using OnnxForge.Tests.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class DiffCommandTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Diff_SameBundle_IsEqual()
    {
        var run = CliRun.Of("diff", TrainedFolder.Bundle, TrainedFolder.Bundle);

        Assert.AreEqual(0, run.Code, run.Error);
        StringAssert.StartsWith(run.Output, "The files hold the same: ");
        Assert.IsTrue((bool)CliRun.Of("diff", TrainedFolder.Onnx, TrainedFolder.Onnx, "--json").Json["equal"]!);
    }

    [TestMethod]
    public void Diff_TwoBundles_ShowsConfigAndLargestDifferencesFirst()
    {
        Save("a.forge", 0.5, new Relu());
        Save("b.forge", 0.25, new Elu());

        var run = CliRun.Of("diff", folder["a.forge"], folder["b.forge"], "--json");
        var text = CliRun.Of("diff", folder["a.forge"], folder["b.forge"]);

        Assert.AreEqual(1, run.Code, run.Error);
        Assert.AreEqual("""[{"path":"model.config.layers[0].config.activation.type","first":"\u0022onnxforge/relu\u0022","second":"\u0022onnxforge/elu\u0022"},"""
            + """{"path":"model.config.layers[0].config.activation.config.alpha","first":"null","second":"1"}]""", run.Json["config"]!.ToJsonString());
        Assert.AreEqual("""{"compared":2,"different":[{"name":"layers.0.kernel","first":"float32 [2, 3]","second":"float32 [2, 3]","elements":6,"maxAbsolute":0.25,"maxRelative":0.5},"""
            + """{"name":"layers.0.bias","first":"float32 [3]","second":"float32 [3]","elements":1,"maxAbsolute":0.125,"maxRelative":null}],"onlyInFirst":[],"onlyInSecond":[]}""", run.Json["weights"]!.ToJsonString());
        Assert.AreEqual(1, text.Code);
        foreach (var part in (string[])["layers.0.kernel", "2.5e-1", "5.0e-1", "\"onnxforge/relu\""]) StringAssert.Contains(text.Output, part);
        StringAssert.EndsWith(text.Output, "The files differ: 2 config values, 2 of 2 common tensors, 0 things that only one has.\n");
    }

    [TestMethod]
    public void Diff_WeightFiles_OfSeveralFormats_ComparesNamesAndShapes()
    {
        SafeTensors.Write(folder["w.safetensors"], new Dictionary<string, Tensor> { ["fc.weight"] = zeros(2, 1), ["fc.extra"] = ones(1) });
        Save("a.forge", 0.5, null);
        ModelWeights.Save(folder["a.dat"], ModelBundle.Load(folder["a.forge"], new CustomObjectRegistry()).Model);

        var run = CliRun.Of("diff", TorchFiles.Path("checkpoint.pth"), folder["w.safetensors"], "--key", "model", "--json");
        var keyless = CliRun.Of("diff", TorchFiles.Path("checkpoint.pth"), folder["w.safetensors"]);

        Assert.AreEqual("""{"compared":1,"different":[{"name":"fc.weight","first":"float32 [1, 2]","second":"float32 [2, 1]","elements":null,"maxAbsolute":null,"maxRelative":null}]"""
            + ""","onlyInFirst":["fc.bias"],"onlyInSecond":["fc.extra"]}""", run.Json["weights"]!.ToJsonString());
        Assert.AreEqual(1, run.Code);
        Assert.AreEqual(2, keyless.Code);
        StringAssert.Contains(keyless.Error, "received one of \"model\" (a dictionary), \"optimizer\" (a dictionary), ");
        Assert.AreEqual(0, CliRun.Of("diff", folder["a.forge"], folder["a.dat"]).Code);
    }

    [TestMethod]
    public void Diff_NotANumber_IsEqualToItselfAndInfinitelyFarFromANumber()
    {
        SafeTensors.Write(folder["a"], new Dictionary<string, Tensor> { ["x"] = tensor([float.NaN, 1, float.PositiveInfinity]) });
        SafeTensors.Write(folder["b"], new Dictionary<string, Tensor> { ["x"] = tensor([1, 1, float.PositiveInfinity]) });

        Assert.AreEqual(0, CliRun.Of("diff", folder["a"], folder["a"]).Code);
        var run = CliRun.Of("diff", folder["a"], folder["b"]);
        Assert.AreEqual(1, run.Code);
        StringAssert.Contains(run.Output, "infinite");
    }

    [TestMethod]
    public void Diff_OnnxFiles_ShowsNodesAndConstants()
    {
        File.WriteAllBytes(folder["a.onnx"], Scale("Mul", 3).Build());
        File.WriteAllBytes(folder["b.onnx"], Scale("Add", 3.5f).Build());

        var run = CliRun.Of("diff", folder["a.onnx"], folder["b.onnx"], "--json");

        Assert.AreEqual(1, run.Code, run.Error);
        Assert.AreEqual(0.5, (double)run.Json["weights"]!["different"]![0]!["maxAbsolute"]!);
        StringAssert.Contains((string)run.Json["graph"]!["onlyInFirst"]![0]!, " = Mul(x, w)");
        StringAssert.Contains((string)run.Json["graph"]!["onlyInSecond"]![0]!, " = Add(x, w)");
    }

    [TestMethod]
    public void Diff_BadInput_Says()
    {
        Save("a.forge", 0.5, null);
        folder.Write("text", "no model");

        var kinds = CliRun.Of("diff", folder["a.forge"], TrainedFolder.Onnx);
        var text = CliRun.Of("diff", folder["a.forge"], folder["text"]);
        var none = CliRun.Of("diff", folder["a.forge"], "none");

        Assert.AreEqual((2, 2, 2), (kinds.Code, text.Code, none.Code));
        Assert.AreEqual($"onnxforge: {folder["a.forge"]} and {TrainedFolder.Onnx}: expected two ONNX files, or none; received bundle and onnx. "
            + "Export the model, or verify the file: onnxforge verify MODEL FILE.onnx.\n", kinds.Error);
        StringAssert.StartsWith(text.Error, $"onnxforge: {folder["text"]}: expected weights: a .safetensors file, ");
        Assert.AreEqual("onnxforge: none: expected a bundle, a file of weights or an ONNX file; received a path where there is none. Check the path.\n", none.Error);
    }

    [TestMethod]
    public void Verify_Bundle_IsByteEqualAfterLoading()
    {
        var run = CliRun.Of("verify", TrainedFolder.Bundle);
        var json = CliRun.Of("verify", TrainedFolder.Bundle, "--json");

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreEqual($"{TrainedFolder.Bundle}: loaded and saved again, all {new FileInfo(TrainedFolder.Bundle).Length} bytes are equal.\n", run.Output);
        Assert.AreEqual("(True, 0, False)", ((bool)json.Json["holds"]!, json.Json["different"]!.AsArray().Count, (bool)json.Json["otherVersions"]!).ToString());
    }

    [TestMethod]
    public void Verify_BundleThatIsSavedOtherwise_NamesTheEntry()
    {
        var model = new Sequential([new Dense(1)], input: [2]);
        var description = BundleWriter.Describe(model, new BundleOptions());
        description.Remove("frozen");
        OnnxForge.Authoring.AtomicFile.Write(folder["m.forge"], stream => BundleWriter.Write(stream, BundleWriter.Parts(description, BundleWeights.Of(model))));

        var run = CliRun.Of("verify", folder["m.forge"]);

        Assert.AreEqual(1, run.Code, run.Error);
        Assert.AreEqual($"{folder["m.forge"]}: loaded and saved again, it differs in model.json.\n", run.Output);
        var other = CliRun.Of("verify", TrainedFolder.Onnx);
        Assert.AreEqual($"onnxforge: {TrainedFolder.Onnx}: expected a bundle, as no exported file is named; received another file. Name the .onnx file to compare with.\n", other.Error);
    }

    private static OnnxModelBuilder Scale(string operation, float weight) => new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "batch", 3).Weight("w", [weight], 1)
        .Node(operation, ["x", "w"], ["y"]).Output("y", OnnxModelBuilder.Float32, "batch", 3);

    private void Save(string name, double kernel, Activation? activation)
    {
        using var model = new Sequential([new Dense(3, activation, kernelInitializer: new Constant(0.5))], input: [2]);
        using (no_grad())
        {
            var state = model.state_dict();
            state["layers.0.kernel"].fill_(kernel);
            if (kernel < 0.5) state["layers.0.bias"].narrow(0, 0, 1).fill_(0.125);
        }
        ModelBundle.Save(folder[name], model);
    }
}
