using Microsoft.ML.OnnxRuntime;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class PredictTests
{
    [TestMethod]
    public void Predict_Rows_EqualsRun()
    {
        using var model = InferenceModel.Load(Linear);
        var rows = Enumerable.Range(0, 21).Select(value => value * 0.25f).ToArray();
        CollectionAssert.AreEqual(model.Run(Named(("x", TensorData.Create(rows, 7, 3))))["y"].AsSpan<float>().ToArray(), model.Predict(rows));
    }

    [TestMethod]
    public void Predict_NoRows_GivesNothing()
    {
        using var model = InferenceModel.Load(Linear);
        Assert.AreEqual(0, model.Predict([]).Length);
    }

    [TestMethod]
    public void Predict_IntoSpan_WritesOnlyTheOutput()
    {
        using var model = InferenceModel.Load(Linear);
        float[] predictions = [-1, -1, -1];
        Assert.AreEqual(2, model.Predict([1f, 2f, 3f], predictions));
        CollectionAssert.AreEqual(new[] { 24f, 19f, -1f }, predictions);
    }

    [TestMethod]
    public void Predict_ShortSpan_StaysAsItIs()
    {
        using var model = InferenceModel.Load(Linear);
        float[] predictions = [-1];
        Fails<InferenceException>(() => model.Predict([1f, 2f, 3f], predictions), $"Predictions of model in memory ({Linear.Length} bytes): expected room for 2 values; received room for 1. Give a longer span.");
        CollectionAssert.AreEqual(new[] { -1f }, predictions);
    }

    [TestMethod]
    public void Predict_PartOfARow_IsRefused()
    {
        using var model = InferenceModel.Load(Linear);
        Fails<SignatureMismatchException>(() => model.Predict(new float[4]), $"Predict of model in memory ({Linear.Length} bytes): expected any number of rows of 3 values for x float32 [batch, 3]; received 4 values. Give whole rows, one after another.");
    }

    [TestMethod]
    public void Predict_FixedBatch_TakesThatManyRows()
    {
        var bytes = new OnnxModelBuilder().Input("x", 1, 2, 2).Output("y", 1, 2, 2).Node("Neg", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        CollectionAssert.AreEqual(new[] { -1f, -2f, -3f, -4f }, model.Predict([1f, 2f, 3f, 4f]));
        Fails<SignatureMismatchException>(() => model.Predict(new float[2]), $"Predict of model in memory ({bytes.Length} bytes): expected 2 rows of 2 values for x float32 [2, 2]; received 2 values. Give whole rows, one after another.");
    }

    [TestMethod]
    public void Predict_OtherElementTypes_ShowsTheSignature()
    {
        using var model = InferenceModel.Load(Identity(OnnxModelBuilder.Int64));
        Fails<SignatureMismatchException>(
            () => model.Predict([1f]),
            $"Predict of {InMemory(Identity(OnnxModelBuilder.Int64))}: expected (x int64 [n]) -> (y int64 [n]); received float32 -> float32. Call Predict<TInput, TOutput> with the C# types of the model's input and output.");
    }

    [TestMethod]
    public void Predict_SeveralInputs_PointsToTensors()
    {
        using var model = InferenceModel.Load(Pair);
        Fails<InferenceException>(
            () => model.Predict([1f]),
            $"Predict of {InMemory(Pair)}: expected one input and one output of numbers or booleans, and at most one size of the input open; received {model.Signature}. Give the sizes: Predict with a TensorData, or Run.");
        Fails<SignatureMismatchException>(() => model.Predict(TensorData.Scalar(1f)), $"Predict of {InMemory(Pair)}: expected one input and one output; received {model.Signature}. Use Run.");
    }

    [TestMethod]
    public void Predict_EveryElementType_ReturnsTheSameValues()
    {
        Same(OnnxModelBuilder.Float32, [1.5f, float.NaN]);
        Same(OnnxModelBuilder.Float64, [1.5, double.Epsilon]);
        Same(OnnxModelBuilder.Float16, [(Half)1.5f, Half.NaN]);
        Same(OnnxModelBuilder.Float16, [new Float16(0x3C01)]);
        Same(OnnxModelBuilder.BFloat16, [new BFloat16(0x3F81)]);
        Same(OnnxModelBuilder.Int8, [sbyte.MinValue, sbyte.MaxValue]);
        Same(OnnxModelBuilder.Int16, [short.MinValue]);
        Same(OnnxModelBuilder.Int32, [int.MinValue]);
        Same(OnnxModelBuilder.Int64, [long.MinValue]);
        Same(OnnxModelBuilder.UInt8, [byte.MaxValue]);
        Same(OnnxModelBuilder.UInt16, [ushort.MaxValue]);
        Same(OnnxModelBuilder.UInt32, [uint.MaxValue]);
        Same(OnnxModelBuilder.UInt64, [ulong.MaxValue]);
        Same(OnnxModelBuilder.Bool, [true, false, true]);
        Same<float>(OnnxModelBuilder.Float32, []);
    }

    [TestMethod]
    public void Predict_OneOpenSizeAnywhere_FollowsFromTheCount()
    {
        var bytes = new OnnxModelBuilder().Input("x", 1, 2, "time").Output("y", 1, "time", 2).Node("Transpose", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        CollectionAssert.AreEqual(new[] { 1f, 4f, 2f, 5f, 3f, 6f }, model.Predict([1, 2, 3, 4, 5, 6]));
        Fails<SignatureMismatchException>(() => model.Predict([1, 2, 3]), $"Predict of {InMemory(bytes)}: expected any number of rows of 2 values for x float32 [2, time]; received 3 values. Give whole rows, one after another.");
    }

    [TestMethod]
    public void Predict_Scalar_TakesOneValue()
    {
        var bytes = new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float64).Output("y", OnnxModelBuilder.Float64).Node("Neg", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        Assert.AreEqual(-2.5, model.Predict<double, double>([2.5])[0]);
        Assert.AreEqual(-2.5, model.Predict<double, double>([2.5])[0]);
        Assert.AreEqual("float64 []", model.Predict(TensorData.Scalar(1.0)).ToString());
        Fails<SignatureMismatchException>(() => model.Predict<double, double>([1, 2]), $"Predict of {InMemory(bytes)}: expected 1 row of 1 value for x float64 []; received 2 values. Give whole rows, one after another.");
    }

    [TestMethod]
    public void Predict_Text_GoesThroughATensor()
    {
        using var model = InferenceModel.Load(Identity(OnnxModelBuilder.Text));
        CollectionAssert.AreEqual(new[] { "a", "ü" }, model.Predict(TensorData.Create(["a", "ü"], 2)).AsSpan<string>().ToArray());
        Fails<SignatureMismatchException>(
            () => model.Predict(TensorData.Create([1f], 1)), $"Inputs of {InMemory(Identity(OnnxModelBuilder.Text))}: expected x string [n]; received x float32 [1]. Give x as string.");
    }

    [TestMethod]
    public void PredictRows_NestedRows_GiveNestedRows()
    {
        using var model = InferenceModel.Load(Linear);
        var predictions = model.PredictRows([[1, 2, 3], [0, 0, 0]]);
        Assert.HasCount(2, predictions);
        CollectionAssert.AreEqual(new[] { 24f, 19f }, predictions[0]);
        CollectionAssert.AreEqual(new[] { 10f, 20f }, predictions[1]);
        Assert.IsEmpty(model.PredictRows([]));
    }

    [TestMethod]
    public void PredictRows_RowsOfOtherLength_AreNamed()
    {
        using var model = InferenceModel.Load(Linear);
        Fails<SignatureMismatchException>(() => model.PredictRows([[1, 2, 3], [1, 2]]), $"Rows for {InMemory(Linear)}: expected rows of 3 values, as in row 0; received 2 values in row 1. Give every row all its values.");
        Fails<SignatureMismatchException>(() => model.PredictRows([[1, 2, 3], null!]), $"Rows for {InMemory(Linear)}: expected rows of 3 values, as in row 0; received null in row 1. Give every row all its values.");
        Fails<SignatureMismatchException>(() => model.PredictRows([[1, 2]]), $"Predict of {InMemory(Linear)}: expected any number of rows of 3 values for x float32 [batch, 3]; received 2 values. Give whole rows, one after another.");
    }

    [TestMethod]
    public void PredictRows_SumOfAllRows_IsNoRowEach()
    {
        var bytes = new OnnxModelBuilder().Input("x", 1, "n", 1).Output("y", 1, 1, 1).Node("ReduceSum", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        Fails<InferenceException>(() => model.PredictRows([[1], [2]]), $"PredictRows of {InMemory(bytes)}: expected a row of predictions for each of 2 rows; received 1 values. Use Predict, which gives the values as they come.");
    }

    [TestMethod]
    public void Run_IntoTensors_FillsThemInOrder()
    {
        using var model = InferenceModel.Load(Pair);
        for (var round = 0; round < 3; round++)
        {
            var (sum, count, labels) = (TensorData.Create(new float[4], 2, 2), TensorData.Scalar(0L), TensorData.Create(["", ""], 2));
            var left = TensorData.FromRows<float>([[1, 2], [3, round]]);
            model.Run([left, left, TensorData.Create(["a", "b"], 2)], [sum, count, labels]);
            CollectionAssert.AreEqual(new[] { 2f, 4f, 6f, 2f * round }, sum.AsSpan<float>().ToArray());
            Assert.AreEqual(4, count.AsSpan<long>()[0]);
            CollectionAssert.AreEqual(new[] { "a", "b" }, labels.AsSpan<string>().ToArray());
        }
    }

    [TestMethod]
    public void Run_IntoWrongTensors_WritesNothing()
    {
        using var model = InferenceModel.Load(Linear);
        var x = TensorData.FromRows<float>([[1, 2, 3]]);
        for (var round = 0; round < 2; round++)
        {
            var y = TensorData.Create([-1f], 1, 1);
            Fails<SignatureMismatchException>(() => model.Run([x], [y]), $"Output y of {InMemory(Linear)}: expected room for float32 [1, 2], as y float32 [batch, 2]; received float32 [1, 1]. Give a tensor of that type and these dims.");
            Assert.AreEqual(-1f, y.AsSpan<float>()[0]);
            model.Run([x], [TensorData.Create(new float[2], 1, 2)]);
        }

        Fails<SignatureMismatchException>(() => model.Run([x], []), $"Outputs of {InMemory(Linear)}: expected y float32 [batch, 2]; received 0 tensors. Give a tensor for each output, in this order.");
        Fails<SignatureMismatchException>(() => model.Run([], [x]), $"Inputs of {InMemory(Linear)}: expected x float32 [batch, 3]; received nothing. Add x.");
        Fails<SignatureMismatchException>(() => model.Run([x, x], [x]), $"Inputs of {InMemory(Linear)}: expected x float32 [batch, 3]; received x float32 [1, 3], number 2 float32 [1, 3]. Remove number 2.");
    }

    [TestMethod]
    public void Predict_OutputSizeChangesWithValues_IsAlwaysRight()
    {
        var bytes = new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "n").Output("y", OnnxModelBuilder.Int64, 1, "found").Node("NonZero", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        for (var round = 0; round < 3; round++)
        {
            CollectionAssert.AreEqual(new[] { 0L, 2L }, model.Predict<float, long>([1, 0, 1]));
            CollectionAssert.AreEqual(new[] { 0L, 1L, 2L }, model.Predict<float, long>([1, 1, 1]));
            CollectionAssert.AreEqual(Array.Empty<long>(), model.Predict<float, long>([0, 0, 0]));
        }
    }

    [TestMethod]
    public void Load_Stream_ReadsToItsEnd()
    {
        using var seekable = new MemoryStream([9, 9, .. Linear]) { Position = 2 };
        using var model = InferenceModel.Load(seekable);
        CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1f, 2f, 3f]));
        Assert.IsTrue(seekable.CanRead);
        using var forward = InferenceModel.Load(new NpyReadTests.ForwardStream(Linear));
        CollectionAssert.AreEqual(new[] { 24f, 19f }, forward.Predict([1f, 2f, 3f]));
        Fails<ModelLoadException>(() => InferenceModel.Load(new MemoryStream()), "Model in memory: expected the bytes of a model; received no bytes. Read the whole model file.");
    }

    private static void Same<T>(int onnxType, T[] values) where T : unmanaged
    {
        using var model = InferenceModel.Load(Identity(onnxType));
        for (var round = 0; round < 2; round++)
        {
            CollectionAssert.AreEqual(values, model.Predict<T, T>(values));
            var room = new T[values.Length + 1];
            Assert.AreEqual(values.Length, model.Predict<T, T>(values, room));
            CollectionAssert.AreEqual(values, room[..^1]);
        }
    }
}
