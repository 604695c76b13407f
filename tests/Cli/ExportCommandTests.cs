using System.Text.Json.Nodes;
using OnnxForge.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class ExportCommandTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Export_Bundle_ComputesWhatTrainExported()
    {
        var path = folder["again.onnx"];

        var run = CliRun.Of("export", TrainedFolder.Bundle, "-o", path, "--opset", "17");

        Assert.AreEqual(0, run.Code, run.Error);
        StringAssert.StartsWith(run.Output, $"{path}: ");
        StringAssert.Contains(run.Output, "opset 17, IR version 8\nVerified against the model in ");
        using var model = InferenceModel.Load(path);
        using var trained = InferenceModel.Load(TrainedFolder.Onnx);
        Assert.AreEqual(trained.Signature, model.Signature);
        Assert.AreEqual(trained.Metadata["model.config"], model.Metadata["model.config"]);
        var inputs = NpzFile.Read(TrainedFolder.File("model.io.npz")).Where(entry => entry.Key.StartsWith("in:", StringComparison.Ordinal)).ToDictionary(entry => entry.Key[3..], entry => entry.Value);
        CollectionAssert.AreEqual(trained.Run(inputs)["median_house_value"].AsSpan<float>().ToArray(), model.Run(inputs)["median_house_value"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    [DataRow("classifier-scripted.pt")]
    [DataRow("classifier-traced.pt")]
    public void Export_TorchScript_HasAFreeBatch(string script)
    {
        var run = CliRun.Of("export", Script(script), "--input", Rows("x.npy", 4, 8), "-o", folder["m.onnx"], "--json");

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreEqual(new FileInfo(folder["m.onnx"]).Length, (long)run.Json["bytes"]!);
        Assert.IsLessThan(1e-5, (double)run.Json["parity"]!["maxAbsolute"]!);
        Assert.AreEqual(2, (int)run.Json["operators"]!["Gemm"]!);
        Assert.AreEqual("(x float32 [batch, 8]) -> (output float32 [batch, 3])", Signature());
    }

    [TestMethod]
    [DataRow(new[] { "--dynamic", "none" }, "(x float32 [4, 8]) -> (output float32 [4, 3])")]
    [DataRow(new[] { "--dynamic", "x:0=rows" }, "(x float32 [rows, 8]) -> (output float32 [rows, 3])")]
    public void Export_Dynamic_NamesTheDimensions(string[] options, string signature)
    {
        var run = CliRun.Of(["export", Script("classifier-scripted.pt"), "--input", Rows("x.npy", 4, 8), "-o", folder["m.onnx"], .. options]);

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreEqual(signature, Signature());
    }

    [TestMethod]
    public void Export_NamedInput_RenamesIt()
    {
        var run = CliRun.Of("export", Script("classifier-scripted.pt"), "--input", $"pixels={Rows("x.npy", 4, 8)}", "--dynamic", "pixels:0=images", "-o", folder["m.onnx"]);

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreEqual("(pixels float32 [images, 8]) -> (output float32 [images, 3])", Signature());
    }

    [TestMethod]
    public void Export_TwoInputs_AreTakenByName()
    {
        var run = CliRun.Of("export", Script("branching-scripted.pt"), "--input", $"scale={Rows("scale.npy", 3, 4)}", "--input", Rows("x.npy", 3, 5), "-o", folder["m.onnx"]);

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.AreEqual("(x float32 [batch, 5], scale float32 [batch, 4]) -> (output_0 float32 [batch, 2, 2], output_1 bool [batch])", Signature());
    }

    [TestMethod]
    public void Export_UserAssembly_IsExported()
    {
        UserAssembly.SaveBundle(folder["scale.forge"], "Scale", 3.0);

        var run = CliRun.Of("export", folder["scale.forge"], "--assembly", UserAssembly.Path, "--input", $"x={Rows("x.npy", 2, 3)}", "-o", folder["m.onnx"]);

        Assert.AreEqual(0, run.Code, run.Error);
        using var model = InferenceModel.Load(folder["m.onnx"]);
        Assert.AreEqual("user/scale", (string?)JsonNode.Parse(model.Metadata["model.config"])!["type"]);
        var output = model.Run(new Dictionary<string, TensorData> { ["x"] = TensorData.Create(new float[] { 1, 2, 3 }, 1, 3) })["output"];
        CollectionAssert.AreEqual(new float[] { 3, 6, 9 }, output.AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Export_WithoutAssembly_NamesTheUnknownObject()
    {
        UserAssembly.SaveBundle(folder["scale.forge"], "Scale", 3.0);

        var run = CliRun.Of("export", folder["scale.forge"], "--input", Rows("x.npy", 2, 3), "-o", folder["m.onnx"]);

        Assert.AreEqual(2, run.Code);
        StringAssert.Contains(run.Error, "\"user/scale\"");
        Assert.IsFalse(File.Exists(folder["m.onnx"]));
    }

    [TestMethod]
    public void Export_UnsupportedOperators_ListsAllOfThem()
    {
        UserAssembly.SaveBundle(folder["odd.forge"], "Odd");

        var run = CliRun.Of("export", folder["odd.forge"], "--assembly", UserAssembly.Path, "--input", Rows("x.npy", 2, 3), "-o", folder["m.onnx"], "--json");

        Assert.AreEqual(3, run.Code);
        CollectionAssert.AreEqual(new[] { "aten::bernoulli", "aten::poisson" }, run.Json["error"]!["operators"]!.AsArray().Select(entry => (string)entry!["operator"]!).ToArray());
        StringAssert.Contains(run.Error, "aten::bernoulli");
        StringAssert.Contains(run.Error, "aten::poisson");
        Assert.IsFalse(File.Exists(folder["m.onnx"]));
    }

    [TestMethod]
    public void Export_BadUse_SaysWhat()
    {
        var array = Rows("x.npy", 4, 8);
        var script = Script("classifier-scripted.pt");
        UserAssembly.SaveBundle(folder["scale.forge"], "Scale", 3.0);
        var text = folder.Write("text.pt", "no script");
        Fails([script], $"{script}: expected an example array for each input of the script; received none. Add --input x.npy.");
        Fails([folder["scale.forge"], "--assembly", UserAssembly.Path], $"{folder["scale.forge"]}: expected an example array, as the model is not tabular; received none. Add --input x.npy.");
        Fails([script, "--input", array, "--dynamic", "x=batch"], "--dynamic: expected input:dimension=name, such as x:0=batch or x:2=height,32..512,*16, or none; received \"x=batch\". Write it in that form.");
        Fails([script, "--input", array, "--dynamic", "y:0=batch"], "--dynamic y:0=batch: expected one of the inputs \"x\"; received \"y\". Correct the name, or name the input with --input name=file.npy.");
        Fails([script, "--input", array, "--dynamic", "x:2=batch"], "--dynamic x:2=batch: expected a dimension below 2, as the array has; received 2. Count dimensions from 0.");
        Fails([TrainedFolder.Bundle, "--input", array], $"{TrainedFolder.Bundle}: expected neither --input nor --dynamic, as a tabular model's columns and rows are known; received one of them. Leave them out.");
        Fails([folder["none.forge"]], $"{folder["none.forge"]}: expected a bundle or a TorchScript file; received a path where there is none. Check the path.");
        Fails([folder["scale.forge"], "--assembly", text], null);
        Fails([text, "--input", array], null);
    }

    private void Fails(IReadOnlyList<string> arguments, string? message)
    {
        var run = CliRun.Of(["export", .. arguments, "-o", folder["m.onnx"]]);

        Assert.AreEqual(2, run.Code, run.Error);
        if (message is not null) Assert.AreEqual($"onnxforge: {message}\n", run.Error);
        else StringAssert.Contains(run.Error, "text.pt: expected a");
        Assert.IsFalse(File.Exists(folder["m.onnx"]));
    }

    private string Signature()
    {
        using var model = InferenceModel.Load(folder["m.onnx"]);
        return model.Signature.ToString();
    }

    private string Rows(string name, long rows, long columns)
    {
        var values = Enumerable.Range(0, (int)(rows * columns)).Select(i => MathF.Sin(i)).ToArray();
        NpyFile.Write(folder[name], TensorData.Create(values, rows, columns));
        return folder[name];
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "TorchScript", name);
}
