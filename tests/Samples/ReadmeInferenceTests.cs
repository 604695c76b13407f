using System.Numerics.Tensors;
using OnnxForge.Inference;
using OnnxForge.Tests.Inference;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Samples;

/// <summary>The code of docs/inference.md, run on a model that sums the 8 values of a row.</summary>
[TestClass]
public sealed class ReadmeInferenceTests
{
    private static float[] Features => [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1];

    private TemporaryFolder _folder = null!;
    private string _before = "";

    [TestInitialize]
    public void MakeModel()
    {
        _folder = new TemporaryFolder();
        _before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder.Path;
        File.WriteAllBytes("housing.onnx", HandMadeModels.Housing);
        File.WriteAllBytes("reviews.onnx", new OnnxModelBuilder()
            .Input("text", OnnxModelBuilder.Text, "batch").Input("stars", OnnxModelBuilder.Int64, "batch")
            .Output("label", OnnxModelBuilder.Text, "batch").Output("doubled", OnnxModelBuilder.Int64, "batch")
            .Node("Identity", ["text"], ["label"]).Node("Add", ["stars", "stars"], ["doubled"]).Build());
    }

    [TestCleanup]
    public void RemoveModel()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [TestMethod]
    public void Inference_Rows_ArePredicted()
    {
        var features = Features;

        #region inference-rows
        using var model = InferenceModel.Load("housing.onnx");
        Console.WriteLine(model.Signature);                         // (features float32 [batch, 8]) -> (price float32 [batch, 1])

        float[] prices = model.Predict(features);                   // the rows one after another
        float[][] rows = model.PredictRows([[1, 2, 3, 4, 5, 6, 7, 8]]);
        #endregion

        Assert.AreEqual("(features float32 [batch, 8]) -> (price float32 [batch, 1])", model.Signature.ToString());
        CollectionAssert.AreEqual(new[] { 36f, 1f }, prices);
        Assert.AreEqual(36f, rows[0][0]);
    }

    [TestMethod]
    public async Task Inference_NamesAndLimits_AreKept()
    {
        #region inference-names
        using var reviews = InferenceModel.Load("reviews.onnx", new InferenceOptions { TimeLimit = TimeSpan.FromSeconds(10) });
        var inputs = new Dictionary<string, TensorData>
        {
            ["text"] = TensorData.Create(["good", "bad"], 2),
            ["stars"] = TensorData.Create([5L, 1L], 2),
        };
        var outputs = reviews.Run(inputs);
        string first = outputs["label"].AsSpan<string>()[0];
        #endregion

        Assert.AreEqual("good", first);

        #region inference-stop
        using var second = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        outputs = await reviews.RunAsync(inputs, second.Token);
        #endregion

        CollectionAssert.AreEqual(new[] { 10L, 2L }, outputs["doubled"].AsSpan<long>().ToArray());
    }

    [TestMethod]
    public void Inference_SameMemory_IsUsedAgain()
    {
        using var model = InferenceModel.Load("housing.onnx");
        var features = Features;

        #region inference-memory
        var prices = new float[2];
        model.Predict(features, prices);

        using var bound = model.Bind(
            new Dictionary<string, TensorData> { ["features"] = TensorData.Create(features, 2, 8) },
            new Dictionary<string, TensorData> { ["price"] = TensorData.Create(prices, 2, 1) });
        features[0] = 100;
        bound.Run();
        #endregion

        CollectionAssert.AreEqual(new[] { 135f, 1f }, prices);
    }

    [TestMethod]
    public void Inference_Tensors_GoInAndOut()
    {
        using var model = InferenceModel.Load("housing.onnx");
        var features = Features;

        #region inference-tensors
        Tensor<float> batch = Tensor.Create(features, [2, 8]);
        Tensor<float> price = model.Predict<float, float>(batch.AsReadOnlyTensorSpan());
        #endregion

        Assert.AreEqual(36f, price[0, 0]);
    }

    [TestMethod]
    public void Inference_SeveralModels_RunAsOne()
    {
        File.WriteAllBytes("tokenizer.onnx", new OnnxModelBuilder().Import("ai.onnx.ml", 2)
            .Input("text", OnnxModelBuilder.Text, "batch").Output("ids", OnnxModelBuilder.Int64, "batch")
            .NodeOf("ai.onnx.ml", "LabelEncoder", ["text"], ["ids"], ("keys_strings", new[] { "good" }), ("values_int64s", new[] { 1L }), ("default_int64", 0L)).Build());
        File.WriteAllBytes("classifier.onnx", new OnnxModelBuilder()
            .Input("input_ids", OnnxModelBuilder.Int64, "n").Output("score", OnnxModelBuilder.Float32, "n", 2).Weight("w", [1f, 2f, 3f, 4f], 2, 2).Node("Gather", ["w", "input_ids"], ["score"]).Build());
        using var first = InferenceModel.Load("housing.onnx");
        using var second = InferenceModel.Load("housing.onnx");
        var features = Features;

        #region inference-pipeline
        using var tokenizer = InferenceModel.Load("tokenizer.onnx");
        using var classifier = InferenceModel.Load("classifier.onnx");
        var pipeline = Pipeline.Of(tokenizer).Then(classifier, ("ids", "input_ids"));
        Console.WriteLine(pipeline.Signature);                      // (text string [batch]) -> (score float32 [batch, 2])
        var scores = pipeline.Run(new Dictionary<string, TensorData> { ["text"] = TensorData.Create(["good", "bad"], 2) });

        var ensemble = Ensemble.Of(first, second);
        float[] means = ensemble.Predict(features);
        #endregion

        Assert.AreEqual("(text string [batch]) -> (score float32 [batch, 2])", pipeline.Signature.ToString());
        CollectionAssert.AreEqual(new[] { 3f, 4f, 1f, 2f }, scores["score"].AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 36f, 1f }, means);
    }

    [TestMethod]
    public void Inference_Device_SaysWhy()
    {
        #region inference-device
        using var model = InferenceModel.Load("housing.onnx", new InferenceOptions { Device = Device.Auto });
        Console.WriteLine(model.Device);                            // cpu (ONNX Runtime's build has no faster provider)
        Console.WriteLine(MachineReport.Create());
        #endregion

        Assert.IsTrue(model.Device.Name is "cpu" or "cuda:0");
    }

    [TestMethod]
    public async Task Inference_DispatcherAndReload_Work()
    {
        var row = new float[8];

        #region inference-serve
        using var model = InferenceModel.Load("housing.onnx", new InferenceOptions { WarmUp = true });
        await using var dispatcher = new BatchDispatcher(model, new BatchOptions { MaxBatchSize = 32 });
        float[] price = await dispatcher.PredictAsync(row);         // in a batch with what others ask for at the same time

        using var watcher = new ModelWatcher(model, "housing.onnx");
        watcher.ReloadFailed += (_, failure) => Console.Error.WriteLine(failure.Error.Message);
        #endregion

        Assert.AreEqual(0f, price[0]);
        model.Reload("housing.onnx");
    }

    [TestMethod]
    public void Origin_OfAForeignModel_IsNull()
    {
        #region inference-origin
        using var model = InferenceModel.Load("housing.onnx");
        foreach (var part in model.Origin?.CustomObjects ?? [])
        {
            Console.WriteLine($"{part.Type} {part.Config}");        // onnxforge/dense {"units": 30, ...}
        }
        #endregion

        Assert.IsNull(model.Origin);
    }
}
