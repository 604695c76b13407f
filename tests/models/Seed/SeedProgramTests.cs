using System.Text.RegularExpressions;
using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Models;
using OnnxForge.Models.Seed;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;
using Model = OnnxForge.Authoring.Model;

namespace OnnxForge.Tests.Models.Seed;

/// <summary>The chapter's programs that train, on generated rows: what they leave in their folder is the model they give.</summary>
[TestClass]
public sealed class SeedProgramTests
{
    private static readonly CustomObjectRegistry registry = new CustomObjectRegistry().RegisterAssembly(typeof(SeedRun).Assembly);

    private static readonly Dictionary<string, Func<ChapterData, string, SeedRun>> programs = new()
    {
        ["Huber function"] = HuberFunction.Run,
        ["Huber class"] = HuberClass.Run,
        ["custom parts"] = CustomParts.Run,
        ["Huber metric"] = StreamingMetrics.Train,
        ["exponential layer"] = LambdaLayer.Train,
        ["MyDense"] = MyDense.Run,
        ["noise"] = MyGaussianNoise.Run,
        ["residual"] = CustomModels.Residual,
        ["reconstructing"] = CustomModels.Reconstructing,
        ["chapter"] = (data, folder) => ChapterModel.Run(data, folder),
        ["loop"] = (data, folder) => new SeedRun(TrainingLoop.Run(TextWriter.Null, data, folder, epochs: 1).Model),
        ["loop of two optimizers"] = (data, folder) => TrainingLoop.TwoOptimizers(data, folder),
    };

    public static IEnumerable<object[]> Programs => programs.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void Program_OnGeneratedRows_SavesAndExportsItsModel(string name)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        manual_seed(42);
        using var data = ChapterData.Generate();
        var run = programs[name](data, folder.Path);
        using var model = run.Model;

        using var written = (Model)ModelBundle.Load(folder.File("model.forge"), registry).Model;
        Assert.AreEqual(ObjectConfig.Write(model).ToJsonString(), ObjectConfig.Write(written).ToJsonString());
        Assert.AreEqual($"{model.Loss}", $"{written.Loss}");
        ModelBundle.Save(folder.File("again.forge"), model);
        using var again = (Model)ModelBundle.Load(folder.File("again.forge"), registry).Model;
        var expected = model.Predict(data.Test.X);
        Assert.IsTrue(again.Predict(data.Test.X).equal(expected).all().item<bool>());

        using var served = InferenceModel.Load(folder.File("model.onnx"));
        var output = served.Run(new Dictionary<string, TensorData> { [served.Signature.Inputs[0].Name] = data.Test.X.ToTensorData() }).Values.Single().ToTensor();
        Assert.IsTrue(output.allclose(expected, 1e-4, 1e-5), $"{(output - expected).abs().max().item<float>()}");
        foreach (var history in run.Histories) Assert.IsLessThan(history["loss"][0], history["loss"][^1]);
    }

    [TestMethod]
    public void HuberFunction_GoesOnWhereItStopped()
    {
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Generate();
        var run = HuberFunction.Run(data, folder.Path);
        Assert.IsLessThan(run.Histories[0]["loss"][^1], run.Histories[1]["loss"][0]);
        StringAssert.Contains(File.ReadAllText(folder.File("huber.svg")), ">huber fn</text>");
    }

    [TestMethod]
    public void Thresholds_AreSavedWithTheModel()
    {
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Generate(200);
        HuberClass.Run(data, folder.Path);
        Assert.AreEqual(new HuberLoss(2), ((Model)ModelBundle.Load(folder.File("model.forge"), registry).Model).Loss);
        StreamingMetrics.Train(data, folder.Path);
        Assert.AreEqual(2, ((HuberMetric)((Model)ModelBundle.Load(folder.File("model.forge"), registry).Model).Metrics[0]).Threshold);
    }

    [TestMethod]
    public void CustomParts_ComeBackAndHold()
    {
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Generate(200);
        var layer = (Dense)((Sequential)CustomParts.Run(data, folder.Path).Model).Layers[1];
        Assert.AreEqual("MySoftplus, MyGlorotInitializer, MyL1Regularizer { Factor = 0.01 }, PositiveWeights { }",
            $"{layer.Activation}, {layer.KernelInitializer}, {layer.KernelRegularizer}, {layer.KernelConstraint}");
        Assert.IsGreaterThanOrEqualTo(0, layer.Kernel.min().item<float>());
        var z = linspace(-5, 5, 11);
        Assert.IsTrue(CustomParts.MySoftplus(z).allclose(nn.functional.softplus(z)));
    }

    [TestMethod]
    public void MyGaussianNoise_ExportsWithoutNoise()
    {
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Generate(200);
        var model = MyGaussianNoise.Run(data, folder.Path).Model;
        Assert.AreEqual("Gemm, Selu", string.Join(", ", OnnxExporter.Build(model, [zeros(1, 8)]).Report.Operators.Keys));
    }

    [TestMethod]
    public void CustomModels_ShareTheirBlockAndReportTheirInside()
    {
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Generate(200);
        var residual = CustomModels.Residual(data, folder.Path);
        Assert.AreEqual("hidden1.kernel, block1.hidden.0.kernel, block1.hidden.1.kernel, block2.hidden.0.kernel, block2.hidden.1.kernel, output.kernel",
            string.Join(", ", residual.Model.named_parameters().Select(weight => weight.name).Where(name => name.EndsWith("kernel", StringComparison.Ordinal))));
        Assert.AreEqual("loss, reconstruction_error", string.Join(", ", CustomModels.Reconstructing(data, folder.Path).Histories[0].Names));
    }

    [TestMethod]
    public void ChapterModel_DrawsItsLearningCurve()
    {
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Generate(200);
        var history = ChapterModel.Run(data, folder.Path).Histories[0];
        Assert.AreEqual(Plot.LearningCurve(history).ToString(), File.ReadAllText(folder.File("loss.svg")));
    }

    [TestMethod]
    public void TrainingLoop_WritesItsStatusLines()
    {
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Generate();
        using var output = new StringWriter();
        manual_seed(42);
        TrainingLoop.Run(output, data, folder.Path, epochs: 2);
        var shown = output.ToString().Replace(Environment.NewLine, "\n", StringComparison.Ordinal).Split('\n').Select(line => line.Split('\r')[^1]);
        StringAssert.Matches(string.Join("\n", shown), new Regex(
            @"^Epoch 1/2\n35/35 - loss: \d\.\d{4} - mean_absolute_error: \d\.\d{4}\nEpoch 2/2\n35/35 - loss: \d\.\d{4} - mean_absolute_error: \d\.\d{4}\n$"));
        StringAssert.Contains(output.ToString(), "\r 7/35 - loss: ");
    }

    [TestMethod]
    public void TrainingLoop_OfTwoOptimizers_Learns()
    {
        using var folder = new TemporaryFolder();
        using var data = ChapterData.Generate();
        manual_seed(42);
        var (x, y) = data.Test;
        var oneEpoch = new HuberLoss().Call(y, TrainingLoop.TwoOptimizers(data, folder.Path).Model.Predict(x)).item<float>();
        manual_seed(42);
        Assert.IsLessThan(oneEpoch / 2, new HuberLoss().Call(y, TrainingLoop.TwoOptimizers(data, folder.Path, epochs: 20).Model.Predict(x)).item<float>());
    }
}
