using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Samples;

/// <summary>The README's code, run in the order in which a reader meets it.</summary>
[TestClass]
public sealed class ReadmeTests
{
    [TestMethod]
    public void Readme_FromLayerToInference_DoesWhatItSays()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            manual_seed(7);
            var model = Train();
            SaveAndLoad(model);
            Export(model);
            Serve(model);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static MyRegressor Train()
    {
        var (x, y) = Rows(512);
        var (validationX, validationY) = Rows(128);

        #region train
        var model = new MyRegressor(units: 30);
        model.Compile(new MyHuberLoss(Threshold: 2.0), new Nadam(), new MeanAbsoluteErrorMetric());
        var history = model.Fit(x, y, new FitOptions { Epochs = 5, BatchSize = 32, Validation = (validationX, validationY) });
        Console.WriteLine($"validation error: {history.Epochs[^1].Values["val_mean_absolute_error"]}");
        #endregion

        #region plots
        Plot.LearningCurve(history, "mean_absolute_error").Save("learning-curve.svg");
        Plot.LossShape(new MyHuberLoss(Threshold: 2.0)).Save("huber.svg");
        #endregion

        StringAssert.Contains(File.ReadAllText("learning-curve.svg"), ">validation</text>");
        StringAssert.Contains(File.ReadAllText("huber.svg"), ">my huber</text>");
        Assert.HasCount(5, history.Epochs);
        Assert.IsLessThan(history.Epochs[0].Values["val_mean_absolute_error"], history.Epochs[^1].Values["val_mean_absolute_error"]);
        return model;
    }

    private static void SaveAndLoad(MyRegressor model)
    {
        #region save-load
        ModelBundle.Save("model.forge", model);

        var registry = new CustomObjectRegistry().Register<MyRegressor>().Register<MyDense>().Register<MyHuberLoss>();
        var loaded = (MyRegressor)ModelBundle.Load("model.forge", registry).Model;
        #endregion

        var (x, _) = Rows(8);
        Assert.IsTrue(model.Predict(x).equal(loaded.Predict(x)).all().item<bool>());
        Assert.AreEqual(new MyHuberLoss(2.0), loaded.Loss);
        Assert.AreEqual(30, loaded.Units);
    }

    private static void Export(MyRegressor model)
    {
        #region export
        var report = OnnxExporter.Export(model, example: torch.zeros(1, 8), "model.onnx");
        Console.WriteLine($"{report.Bytes} bytes, at most {report.Parity.MaxAbsolute} away from the model");

        OnnxExporter.Export(x => x.exp() / x.exp().sum(1, keepdim: true), example: torch.zeros(1, 3), "softmax.onnx");
        #endregion

        Assert.AreEqual(new FileInfo("model.onnx").Length, report.Bytes);
        Assert.IsLessThan(1e-4, report.Parity.MaxAbsolute);
        using var softmax = InferenceModel.Load("softmax.onnx");
        CollectionAssert.AreEqual((float[])[0.25f, 0.25f, 0.5f], softmax.Predict([0, 0, MathF.Log(2)]).Select(v => MathF.Round(v, 4)).ToArray());
    }

    private static void Serve(MyRegressor model)
    {
        var (x, _) = Rows(2);
        var features = x.data<float>().ToArray();

        #region infer
        using var served = InferenceModel.Load("model.onnx");
        var rows = TensorData.Create(features, 2, 8);
        var outputs = served.Run(new Dictionary<string, TensorData> { ["x"] = rows });
        float[] predictions = outputs["output"].AsSpan<float>().ToArray();
        Console.WriteLine(string.Join(", ", predictions));
        #endregion

        var expected = model.Predict(x).data<float>().ToArray();
        Assert.HasCount(2, predictions);
        for (int i = 0; i < 2; i++) Assert.AreEqual(expected[i], predictions[i], 1e-4f);
    }

    private static (Tensor X, Tensor Y) Rows(long count)
    {
        var x = randn(count, 8);
        return (x, x.sum(1, keepdim: true) + 3);
    }
}
