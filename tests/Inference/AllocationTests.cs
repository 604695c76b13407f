using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class AllocationTests
{
    private static readonly InferenceOptions OneThread = new() { Threads = 1 };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Predict_IntoSpan_AllocatesNothing(bool limited)
    {
        using var model = InferenceModel.Load(Linear, OneThread with { TimeLimit = limited ? TimeSpan.FromMinutes(1) : null });
        float[] one = [1, 2, 3], many = new float[48], predictions = new float[32];
        AllocatesNothing(round =>
        {
            one[0] = round;
            model.Predict(one, predictions);
            Assert.AreEqual(round + 23f, predictions[0]);
            model.Predict(many, predictions);
            Assert.AreEqual(10f, predictions[0]);
        });
    }

    [TestMethod]
    public void Predict_WithAToken_AllocatesNothing()
    {
        using var model = InferenceModel.Load(Linear, OneThread);
        using var cancellation = new CancellationTokenSource();
        float[] one = [1, 2, 3], predictions = new float[2];
        AllocatesNothing(_ => model.Predict(one, predictions, cancellation.Token));
    }

    [TestMethod]
    public void Run_IntoTensors_AllocatesNothing()
    {
        var bytes = new OnnxModelBuilder().Input("a", OnnxModelBuilder.Int32, "n", 2).Input("b", OnnxModelBuilder.Int32, "n", 2).Output("sum", OnnxModelBuilder.Int32, "n", 2).Output("less", OnnxModelBuilder.Bool, "n", 2)
            .Node("Add", ["a", "b"], ["sum"]).Node("Less", ["a", "b"], ["less"]).Build();
        using var model = InferenceModel.Load(bytes, OneThread);
        int[] left = [1, 2, 3, 4];
        var (a, b) = (TensorData.Create(left, 2, 2), TensorData.Create([9, 0, 9, 0], 2, 2));
        var (sum, less) = (TensorData.Create(new int[4], 2, 2), TensorData.Create(new bool[4], 2, 2));
        AllocatesNothing(round =>
        {
            left[0] = round;
            model.Run([a, b], [sum, less]);
            Assert.AreEqual(round + 9, sum.AsSpan<int>()[0]);
            Assert.AreEqual(round < 9, less.AsSpan<bool>()[0]);
        });
    }

    [TestMethod]
    public void BoundRun_OutputsOfTheCaller_AreWrittenInPlace()
    {
        using var model = InferenceModel.Load(Linear, OneThread);
        float[] rows = [1, 2, 3], predictions = new float[2];
        using var bound = model.Bind(Named(("x", TensorData.Create(rows, 1, 3))), Named(("y", TensorData.Create(predictions, 1, 2))));
        CollectionAssert.AreEqual(new[] { 24f, 19f }, predictions);
        AllocatesNothing(round =>
        {
            rows[0] = round;
            bound.Run();
            Assert.AreEqual(round + 23f, predictions[0]);
        });
    }

    [TestMethod]
    public void Bind_WrongOutputs_AreRefused()
    {
        using var model = InferenceModel.Load(Linear);
        var x = Named(("x", TensorData.Create(new float[3], 1, 3)));
        Fails<SignatureMismatchException>(
            () => model.Bind(x, Named(("y", TensorData.Create(new float[2], 2)))), $"Output y of {InMemory(Linear)}: expected room for float32 [1, 2], as y float32 [batch, 2]; received float32 [2]. Give a tensor of that type and these dims.");
        Fails<SignatureMismatchException>(
            () => model.Bind(x, Named(("z", TensorData.Create(new float[2], 1, 2)))), $"Outputs of {InMemory(Linear)}: expected y float32 [batch, 2]; received z. Give a tensor for each output and no other.");
    }

    private static void AllocatesNothing(Action<int> call)
    {
        for (var i = 0; i < 100; i++)
        {
            call(i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            call(i);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
