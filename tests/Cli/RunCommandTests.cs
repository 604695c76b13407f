using OnnxForge.Inference;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class RunCommandTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Run_TrainedModel_GivesItsSampleOutput()
    {
        var inputs = SampleInputs.Write(folder);

        var run = CliRun.Of(["run", TrainedFolder.Onnx, .. inputs.SelectMany(input => (string[])["--input", input]), "--output-dir", folder["result"]]);

        Assert.AreEqual(0, run.Code, run.Error);
        var path = Path.Combine(folder["result"], "median_house_value.npy");
        Assert.AreEqual($"median_house_value float32 [64, 1] -> {path}\n", run.Output);
        var expected = NpzFile.Read(TrainedFolder.File("model.io.npz"))["out:median_house_value"].AsSpan<float>().ToArray();
        var received = NpyFile.Read(path).AsSpan<float>().ToArray();
        for (var row = 0; row < expected.Length; row++) Assert.AreEqual(expected[row], received[row], 1e-4 * expected[row]);
    }

    [TestMethod]
    public void Run_PositionAndName_FillInputsInOrder()
    {
        var model = Difference();
        var (left, right) = (Array("left.npy", 5, 7), Array("right.npy", 1, 2));

        var run = CliRun.Of("run", model, "--input", right, "--input", $"a={left}", "--output-dir", folder["result"], "--json");

        Assert.AreEqual(0, run.Code, run.Error);
        var output = run.Json["outputs"]![0]!;
        Assert.AreEqual("a/b", (string?)output["name"]);
        Assert.AreEqual("float32", (string?)output["dtype"]);
        CollectionAssert.AreEqual(new long[] { 2 }, output["dims"]!.AsArray().Select(size => (long)size!).ToArray());
        Assert.AreEqual(Path.Combine(folder["result"], "a_b.npy"), (string?)output["file"]);
        CollectionAssert.AreEqual(new float[] { 4, 5 }, NpyFile.Read((string)output["file"]!).AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Run_WrongInputs_SaysAndWritesNothing()
    {
        var model = Difference();
        var array = Array("x.npy", 1, 2);
        Fails(model, [array], "--input: expected an array for each of the inputs \"a\", \"b\"; received none for \"b\". Add --input name=file.npy for each.");
        Fails(model, [array, array, array], $"--input {array}: expected at most 2 inputs, \"a\", \"b\"; received 3. Remove the surplus.");
        Fails(model, [$"c={array}"], $"--input c={array}: expected one of the model's inputs \"a\", \"b\"; received \"c\". Correct the name.");
        Fails(model, [$"a={array}", $"a={array}"], $"--input a={array}: expected each input once; received \"a\" twice. Remove one of the two.");
        Fails(model, [array, "none.npy"], "none.npy: expected a .npy file; received a path where there is none. Check the path.");
        Fails("none.onnx", [array], "none.onnx: expected an ONNX file; received a path where there is none. Check the path.");
    }

    [TestMethod]
    public void Run_OtherType_NamesBoth()
    {
        var doubles = folder["doubles.npy"];
        NpyFile.Write(doubles, TensorData.Create(new double[] { 1, 2 }, 2));
        var model = Difference();

        Fails(model, [doubles, Array("x.npy", 1, 2)], $"Inputs of model '{model}': expected a float32 [n], b float32 [n]; received a float64 [2], b float32 [2]. Give a as float32.");
    }

    [TestMethod]
    public void Make_UnsafeAndEqualNames_GiveDifferentFiles()
    {
        var names = OnnxForge.Cli.FileNames.Make(["../x", "..?x", "", ".hidden", "X", "x", new string('n', 300)]);

        CollectionAssert.AreEqual(new[] { "_.._x", "_.._x_2", "_", "_.hidden", "X", "x_2", new string('n', 100) }, names.Values.ToArray());
    }

    private void Fails(string model, IReadOnlyList<string> inputs, string message)
    {
        var run = CliRun.Of(["run", model, .. inputs.SelectMany(input => (string[])["--input", input]), "--output-dir", folder["result"]]);

        Assert.AreEqual($"onnxforge: {message}\n", run.Error);
        Assert.AreEqual(2, run.Code);
        Assert.IsFalse(Directory.Exists(folder["result"]));
    }

    private string Array(string name, params float[] values)
    {
        NpyFile.Write(folder[name], TensorData.Create(values, values.Length));
        return folder[name];
    }

    private string Difference()
    {
        var bytes = new OnnxModelBuilder().Input("a", OnnxModelBuilder.Float32, "n").Input("b", OnnxModelBuilder.Float32, "n")
            .Node("Sub", ["a", "b"], ["a/b"]).Output("a/b", OnnxModelBuilder.Float32, "n").Build();
        File.WriteAllBytes(folder["difference.onnx"], bytes);
        return folder["difference.onnx"];
    }
}
