using OnnxForge.Authoring;
using OnnxForge.Cli;
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
    public void RoundTrip_OfALayerThatCannotBeCompared_NamesIt()
    {
        using var model = new Sequential([new Dense(2), new RebuiltOutputsTests.Noisy()], input: [3]);
        ModelBundle.Save(folder["noisy.forge"], model);
        var trip = BundleRoundTrip.Of(folder["noisy.forge"], new CustomObjectRegistry().Register<RebuiltOutputsTests.Noisy>());
        Assert.AreEqual($"{folder["noisy.forge"]}: loaded and saved again, all {new FileInfo(folder["noisy.forge"]).Length} bytes are equal.\n"
            + "layers.1: compared by its config alone, as its outputs differ from call to call", trip.ToString());
        Assert.AreEqual("""[{"name":"layers.1","reason":"its outputs differ from call to call"}]""", trip.ToJson()["uncompared"]!.ToJsonString());
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
    public void Diff_OnnxFilesWithSubgraphs_ShowsTheirNodesAndConstants()
    {
        File.WriteAllBytes(folder["a.onnx"], Branches("Add", 3).Build());
        File.WriteAllBytes(folder["b.onnx"], Branches("Sub", 3.5f).Build());

        var run = CliRun.Of("diff", folder["a.onnx"], folder["b.onnx"], "--json");

        Assert.AreEqual(1, run.Code, run.Error);
        Assert.AreEqual("""{"compared":2,"different":[{"name":"y, then_branch: w","first":"float32 [1]","second":"float32 [1]","elements":1,"maxAbsolute":0.5,"maxRelative":0.16666666666666666}],"""
            + "\"onlyInFirst\":[],\"onlyInSecond\":[]}", run.Json["weights"]!.ToJsonString());
        Assert.AreEqual("""{"onlyInFirst":["y, then_branch: z: float32[3] = Add(x, w)"],"onlyInSecond":["y, then_branch: z: float32[3] = Sub(x, w)"]}""", run.Json["graph"]!.ToJsonString());
        Assert.AreEqual(0, CliRun.Of("diff", folder["a.onnx"], folder["a.onnx"]).Code);
    }

    [TestMethod]
    public void Diff_OnnxFilesWithFunctions_ShowsTheirNodes()
    {
        OnnxModelBuilder Calling(string operation) => new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, 3).Import("own", 1).Function("twist", ("", operation, "x", "y"))
            .NodeOf("own", "twist", ["x"], ["y"]).Output("y", OnnxModelBuilder.Float32, 3);
        File.WriteAllBytes(folder["a.onnx"], Calling("Exp").Build());
        File.WriteAllBytes(folder["b.onnx"], Calling("Log").Build());

        var run = CliRun.Of("diff", folder["a.onnx"], folder["b.onnx"], "--json");

        Assert.AreEqual("""{"onlyInFirst":["function own::twist: y = Exp(x)"],"onlyInSecond":["function own::twist: y = Log(x)"]}""", run.Json["graph"]!.ToJsonString());
    }

    [TestMethod]
    public void Diff_LongTensorsInAttributes_AreComparedToTheLastElement()
    {
        OnnxModelBuilder Holding(float last) => new OnnxModelBuilder().Node("Constant", [], ["y"], ("value", Enumerable.Repeat(1f, 20).Append(last).ToArray())).Output("y", OnnxModelBuilder.Float32, 21);
        File.WriteAllBytes(folder["a.onnx"], Holding(1).Build());
        File.WriteAllBytes(folder["b.onnx"], Holding(2).Build());

        var run = CliRun.Of("diff", folder["a.onnx"], folder["b.onnx"], "--json");

        Assert.AreEqual(1, run.Code, run.Error);
        Assert.AreEqual("y, value", (string)run.Json["weights"]!["different"]![0]!["name"]!);
    }

    [TestMethod]
    public void Diff_OnnxFilesWithExternalData_ComparesIt()
    {
        foreach (var (name, value) in ((string, float)[])[("a", 1), ("b", 1), ("c", 3)])
        {
            Directory.CreateDirectory(folder[name]);
            File.WriteAllBytes(folder[$"{name}/m.onnx"], External("w.bin", "4", "8"));
            File.WriteAllBytes(folder[$"{name}/w.bin"], [.. BitConverter.GetBytes(9f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(value)]);
        }

        var run = CliRun.Of("diff", folder["a/m.onnx"], folder["c/m.onnx"], "--json");

        Assert.AreEqual(0, CliRun.Of("diff", folder["a/m.onnx"], folder["b/m.onnx"]).Code);
        Assert.AreEqual(1, run.Code, run.Error);
        Assert.AreEqual("""[{"name":"w","first":"float32 [2]","second":"float32 [2]","elements":1,"maxAbsolute":2,"maxRelative":1}]""", run.Json["weights"]!["different"]!.ToJsonString());
    }

    [TestMethod]
    [DataRow("../w.bin", "0", "8", "weight 'w' in '../w.bin', which is no path within the model's folder")]
    [DataRow("none.bin", "0", "8", "weight 'w' in 'none.bin', which is not there")]
    [DataRow("w.bin", "8", "8", "weight 'w' at bytes 8 to 16 of 'w.bin', which has 12")]
    [DataRow("w.bin", "-1", "8", "weight 'w' with an offset of -1")]
    [DataRow("w.bin", "0", "9", "weight 'w' of 8 bytes with external data of 9 bytes")]
    public void Diff_ExternalDataElsewhere_IsRefused(string location, string offset, string length, string received)
    {
        Directory.CreateDirectory(folder["a"]);
        var path = folder["a/m.onnx"];
        File.WriteAllBytes(path, External(location, offset, length));
        File.WriteAllBytes(folder["a/w.bin"], new byte[12]);
        File.WriteAllBytes(folder["w.bin"], new byte[12]);

        var run = CliRun.Of("diff", path, path);

        Assert.AreEqual((2, $"onnxforge: {path}: expected weights in the file or in files of its folder; received {received}. Put the file with the weights beside the model, under the name that the model gives.\n"),
            (run.Code, run.Error));
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
        Assert.AreEqual("(True, 0, False, [])", ((bool)json.Json["holds"]!, json.Json["different"]!.AsArray().Count, (bool)json.Json["otherVersions"]!, json.Json["uncompared"]!.ToJsonString()).ToString());
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

    private static OnnxModelBuilder Branches(string operation, float weight)
    {
        var then = new OnnxModelBuilder().Weight("w", [weight], 1).Node(operation, ["x", "w"], ["z"]).Output("z", OnnxModelBuilder.Float32, 3);
        var otherwise = new OnnxModelBuilder().Weight("w", [1f], 1).Node("Mul", ["x", "w"], ["z"]).Output("z", OnnxModelBuilder.Float32, 3);
        return new OnnxModelBuilder().Input("c", OnnxModelBuilder.Bool).Input("x", OnnxModelBuilder.Float32, 3)
            .Node("If", ["c"], ["y"], ("then_branch", then.Graph()), ("else_branch", otherwise.Graph())).Output("y", OnnxModelBuilder.Float32, 3);
    }

    private static byte[] External(string location, string offset, string length) => new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, 2)
        .ExternalWeight("w", [("location", location), ("offset", offset), ("length", length)], 2).Node("Mul", ["x", "w"], ["y"]).Output("y", OnnxModelBuilder.Float32, 2).Build();

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
