using OnnxForge.Models.Seed;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models.Seed;

/// <summary>Each program of the seed, and what the seed says that it prints.</summary>
[TestClass]
public sealed class SeedTests
{
    private static void AssertPrints(Action<TextWriter> run, params string[] lines)
    {
        manual_seed(42);
        using var output = new StringWriter();
        run(output);
        Assert.AreEqual(string.Join('\n', lines), output.ToString().ReplaceLineEndings("\n").TrimEnd());
    }

    [TestMethod]
    public void Row01_Tensors() => AssertPrints(Tensors.Run,
        "[2, 3] Float32", "[[2, 3], [5, 6]]", "[[2], [5]]", "[[11, 12, 13], [14, 15, 16]]", "[[1, 4, 9], [16, 25, 36]]", "[[14, 32], [32, 77]]", "42");

    [TestMethod]
    public void Row02_NumpyBothWays() => AssertPrints(NumpyBothWays.Run, "[2, 4, 5] Float64", "[4, 16, 25] Float64", "2 x 3, last 6", "[[1, 4, 9], [16, 25, 36]] Float32");

    [TestMethod]
    public void Row03_TypeConversions() => AssertPrints(TypeConversions.Run, "42 Float32");

    [TestMethod]
    public void Row04_Variables() => AssertPrints(Variables.Run,
        "[[2, 4, 6], [8, 10, 12]]", "[[2, 42, 6], [8, 10, 12]]", "[[2, 42, 0], [8, 10, 1]]", "[[100, 42, 0], [8, 10, 200]]", "[[4, 5, 6], [1, 2, 3]]", "[[4, 5, 6], [1, 2, 3]]");

    [TestMethod]
    public void Row06_HuberFunction() => AssertPrints(HuberFunction.Run, "[3.5, 1.5, 0, 1.5, 3.5]", "[6, 2, 0, 2, 6]");

    [TestMethod]
    public void Row07_HuberClass() => AssertPrints(HuberClass.Run, "HuberLoss { Name = huber, Threshold = 2 }", "loss, mean_absolute_error, val_loss, val_mean_absolute_error");

    [TestMethod]
    public void Row10_CustomParts() => AssertPrints(CustomParts.Run, "[0.6931472, 0.6931472]", "3", "[0, 2]",
        "MySoftplus { } MyGlorotInitializer { } MyL1Regularizer { Factor = 0.01 } PositiveWeights { }", "smallest weight not negative");

    [TestMethod]
    public void Row11_StreamingMetrics() => AssertPrints(StreamingMetrics.Run, "0.8", "0.5", "right 4, predicted 8", "0", "huber 14");

    [TestMethod]
    public void Row12_LambdaLayer() => AssertPrints(LambdaLayer.Run, "[0.36787945, 1, 2.7182817]");

    [TestMethod]
    public void Row13_MyDense() => AssertPrints(MyDense.Run, "[4, 1]", "[?, 30]", "layers.0.kernel [8, 30], layers.0.bias [30], layers.1.kernel [30, 1], layers.1.bias [1]",
        """{"type":"seed/my-dense","version":1,"config":{"units":30,"activation":{"type":"onnxforge/relu","version":1,"config":{}}}}""");

    [TestMethod]
    public void Row14_MyMultiLayer() => AssertPrints(MyMultiLayer.Run, "[[4, 6]] [[3, 8]]", "[?, 2] [?, 2]");

    [TestMethod]
    public void Row15_MyGaussianNoise() => AssertPrints(MyGaussianNoise.Run, "training: noise added", "evaluation: the input");

    [TestMethod]
    public void Rows16And17_CustomModels() => AssertPrints(CustomModels.Run,
        "hidden1.kernel, block1.hidden.0.kernel, block1.hidden.1.kernel, block2.hidden.0.kernel, block2.hidden.1.kernel, output.kernel", "loss, reconstruction_error", "[500, 1]");

    [TestMethod]
    public void Row21_TrainingLoop()
    {
        manual_seed(42);
        using var output = new StringWriter();
        TrainingLoop.Run(output);
        StringAssert.Matches(output.ToString(), new(@"^Epoch 1/2\n35/35 - mean: \d\.\d{4} - mean_absolute_error: \d\.\d{4}\nEpoch 2/2\n35/35 - mean: \d\.\d{4} - mean_absolute_error: \d\.\d{4}\n$"));
    }

    [TestMethod]
    public void Row23_ChapterModel() => AssertPrints(ChapterModel.Run, "loss, mean_absolute_error, val_loss, val_mean_absolute_error", "better");
}
