using System.Text.RegularExpressions;
using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Models.Seed;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models.Seed;

/// <summary>The chapter's programs that print, against what the chapter prints.</summary>
[TestClass]
public sealed class SeedTests
{
    private static string Print(Action<TextWriter> run)
    {
        using var scope = NewDisposeScope();
        using var output = new StringWriter();
        run(output);
        return output.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }

    private static void Prints(Action<TextWriter> run, params string[] lines) => Assert.AreEqual(string.Join('\n', lines), Print(run));

    [TestMethod]
    public void Tensors_Print() => Prints(Tensors.Run,
        "42", "[2, 3] Float32", "[[2, 3], [5, 6]]", "[[2], [5]]", "[[11, 12, 13], [14, 15, 16]]", "[[1, 4, 9], [16, 25, 36]]", "[[14, 32], [32, 77]]");

    [TestMethod]
    public void Tensors_Operations_Export()
    {
        using var scope = NewDisposeScope();
        var exported = OnnxExporter.Build(x => Tensors.Operations(x[0]), [ones(2, 3)]);
        using var served = InferenceModel.Load(exported.Bytes);
        var t = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        var outputs = served.Run(new Dictionary<string, TensorData> { [served.Signature.Inputs[0].Name] = t.ToTensorData() });
        foreach (var (expected, output) in Tensors.Operations(t).Zip(served.Signature.Outputs))
            CollectionAssert.AreEqual(expected.ToArray(), outputs[output.Name].ToTensor().ToArray());
    }

    [TestMethod]
    public void NumpyBothWays_KeepsTypes()
    {
        using var folder = new TemporaryFolder();
        Prints(output => NumpyBothWays.Run(output, folder.Path),
            "[2, 4, 5] Float64", "[[1, 2, 3], [4, 5, 6]] Float32", "[4, 16, 25] Float64", "[[1, 4, 9], [16, 25, 36]] Float32", "[2, 4, 5] Float64");
    }

    [TestMethod]
    public void TypeConversions_WithoutACast_AreAnError() => StringAssert.Matches(Print(TypeConversions.Run), new Regex(
        @"\Aaten::add at TypeConversions\.cs:\d+: expected tensors of one element type; received float32, float64\. Convert one of them: x\.to\(ScalarType\.Float32\)\.\n42 Float32\z"));

    [TestMethod]
    public void Variables_Print() => Prints(Variables.Run,
        "[[2, 4, 6], [8, 10, 12]]", "[[2, 42, 6], [8, 10, 12]]", "[[2, 42, 0], [8, 10, 1]]", "[[100, 42, 0], [8, 10, 200]]", "[[4, 5, 6], [1, 2, 3]]");

    [TestMethod]
    public void StreamingMetrics_Print() => Prints(StreamingMetrics.Run, "0.8", "0.5", "true_positives [4], false_positives [4], true_negatives [3], false_negatives [5]", "0", "14", "7");

    [TestMethod]
    public void LambdaLayer_Prints() => Prints(LambdaLayer.Run, "[0.36787945, 1, 2.7182817]");

    [TestMethod]
    public void MyDense_InfersItsOutput_WithoutRunning()
    {
        using var layer = new MyDense(30, new Relu());
        Assert.AreEqual("[?, 5, 30]", $"{layer.InferOutputs(new TensorSpec([-1, 5, 8]))[0].Shape}");
        Assert.AreEqual("""{"type":"seed/my-dense","version":1,"config":{"units":30,"activation":{"type":"onnxforge/relu","version":1,"config":{}}}}""", ObjectConfig.Write(layer).ToJsonString());
    }

    [TestMethod]
    public void MyMultiLayer_InAFunctionalModel_SavesAndExports()
    {
        using var folder = new TemporaryFolder();
        MultiFunctionalModel model = null!;
        Prints(output => model = MyMultiLayer.Run(output, folder.Path), "[?, 2] [?, 2]");
        using var scope = NewDisposeScope();
        var (x1, x2) = (tensor(new[,] { { 1f, 2f } }), tensor(new[,] { { 3f, 4f } }));
        using var loaded = (MultiFunctionalModel)ModelBundle.Load(folder.File("model.forge"), new CustomObjectRegistry().Register<MyMultiLayer>()).Model;
        using var served = InferenceModel.Load(folder.File("model.onnx"));
        var outputs = served.Run(new Dictionary<string, TensorData> { ["x1"] = x1.ToTensorData(), ["x2"] = x2.ToTensorData() });
        foreach (var sum in (Tensor[])[model.Predict([x1, x2])[0], loaded.Predict([x1, x2])[0], outputs["sum"].ToTensor()]) CollectionAssert.AreEqual(new[,] { { 4f, 6f } }, sum.ToArray());
        foreach (var product in (Tensor[])[model.Predict([x1, x2])[1], loaded.Predict([x1, x2])[1], outputs["product"].ToTensor()]) CollectionAssert.AreEqual(new[,] { { 3f, 8f } }, product.ToArray());
    }

    [TestMethod]
    public void MyGaussianNoise_DiffersInTraining()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var layer = new MyGaussianNoise(0.5);
        var x = zeros(100, 100);
        Assert.AreEqual(0.5, layer.call(x).std().item<float>(), 0.02);
        layer.eval();
        Assert.IsTrue(layer.call(x).eq(x).all().item<bool>());
    }
}
