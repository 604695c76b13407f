using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class BoundRunTests
{
    [TestMethod]
    public void Bind_Inputs_HasRunOnce()
    {
        using var model = InferenceModel.Load(Linear);
        using var bound = model.Bind(Named(("x", TensorData.Create([1f, 2f, 3f], 1, 3))));
        CollectionAssert.AreEqual(new[] { 24f, 19f }, bound.Outputs["y"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Run_InputsChanged_WritesTheSameOutputs()
    {
        using var model = InferenceModel.Load(Linear);
        var values = new float[6];
        using var bound = model.Bind(Named(("x", TensorData.Create(values, 2, 3))));
        var y = bound.Outputs["y"];
        CollectionAssert.AreEqual(new[] { 10f, 20f, 10f, 20f }, y.AsSpan<float>().ToArray());
        values[0] = 1;
        bound.Input<float>("x")[5] = 2;
        bound.Run();
        CollectionAssert.AreEqual(new[] { 11f, 19f, 16f, 20f }, y.AsSpan<float>().ToArray());
        Assert.AreSame(y, bound.Outputs["y"]);
    }

    [TestMethod]
    public void Run_Repeated_AllocatesNothing()
    {
        using var model = InferenceModel.Load(Linear, new InferenceOptions { Threads = 1 });
        using var bound = model.Bind(Named(("x", TensorData.Create(new float[64 * 3], 64, 3))));
        for (var i = 0; i < 50; i++)
        {
            Step(bound, i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Step(bound, i);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(999f + 10f, bound.Outputs["y"].AsSpan<float>()[0]);
    }

    [TestMethod]
    public void Run_TextInputs_AreReplacedByWriteText()
    {
        using var model = InferenceModel.Load(IsInland);
        using var bound = model.Bind(Named(("name", TensorData.Create(["INLAND", "ISLAND"], 2))));
        CollectionAssert.AreEqual(new[] { true, false }, bound.Outputs["inland"].AsSpan<bool>().ToArray());
        bound.WriteText("name", ["x", "INLAND"]);
        bound.Run();
        CollectionAssert.AreEqual(new[] { false, true }, bound.Outputs["inland"].AsSpan<bool>().ToArray());
    }

    [TestMethod]
    public void WriteText_WrongTexts_ChangeNothing()
    {
        using var model = InferenceModel.Load(IsInland);
        using var bound = model.Bind(Named(("name", TensorData.Create(["INLAND"], 1))));
        var where = $"Input name of model in memory ({IsInland.Length} bytes)";
        Fails<InferenceException>(() => bound.WriteText("name", ["a", "b"]), $"{where}: expected 1 texts; received 2. Give a text for each element, or bind again for other sizes.");
        Fails<InferenceException>(() => bound.WriteText("name", [null!]), $"{where}: expected a text for each element; received null at element 0. Replace null by the text that the model expects for a missing value.");
        bound.Run();
        Assert.IsTrue(bound.Outputs["inland"].AsSpan<bool>()[0]);
    }

    [TestMethod]
    public void Input_WrongNameOrType_SaysWhich()
    {
        using var model = InferenceModel.Load(Linear);
        using var bound = model.Bind(Named(("x", TensorData.Create(new float[3], 1, 3))));
        Fails<InferenceException>(() => bound.Input<float>("z"), $"Binding of model in memory ({Linear.Length} bytes): expected an input of x; received 'z'. Use a name of the model's signature.");
        Fails<InferenceException>(() => bound.Input<double>("x"), "Elements of float32 [1, 3]: expected the C# type of float32; received Double. Read the elements as the type that Type names.");
        Fails<InferenceException>(() => bound.WriteText("x", ["a"]), $"Input x of model in memory ({Linear.Length} bytes): expected text; received float32 [1, 3]. Write numbers through Input<T>.");
    }

    [TestMethod]
    public void Bind_TextOutput_PointsToRun()
    {
        using var model = InferenceModel.Load(Identity(OnnxModelBuilder.Text));
        Fails<InferenceException>(
            () => model.Bind(Named(("x", TensorData.Create(["a"], 1)))),
            $"Binding of model in memory ({Identity(OnnxModelBuilder.Text).Length} bytes): expected outputs of numbers or booleans; received y string [n]. Use Run, which gives text outputs.");
    }

    [TestMethod]
    public void Run_OutputSizeChangesWithValues_FailsAndRunsOn()
    {
        var bytes = new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "n").Output("y", OnnxModelBuilder.Int64, 1, "found").Node("NonZero", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        using var bound = model.Bind(Named(("x", TensorData.Create([1f, 0f, 1f], 3))));
        CollectionAssert.AreEqual(new[] { 0L, 2L }, bound.Outputs["y"].AsSpan<long>().ToArray());
        bound.Input<float>("x")[1] = 1;
        var error = Assert.ThrowsExactly<InferenceException>(() => bound.Run());
        StringAssert.StartsWith(error.Message, $"Run of model in memory ({bytes.Length} bytes): expected inputs that the model can compute with; received ");
        bound.Input<float>("x")[0] = 0;
        bound.Run();
        CollectionAssert.AreEqual(new[] { 1L, 2L }, bound.Outputs["y"].AsSpan<long>().ToArray());
    }

    [TestMethod]
    public void Run_Disposed_Throws()
    {
        using var model = InferenceModel.Load(Linear);
        var bound = model.Bind(Named(("x", TensorData.Create(new float[3], 1, 3))));
        bound.Dispose();
        bound.Dispose();
        Assert.AreEqual(typeof(BoundRun).FullName, Assert.ThrowsExactly<ObjectDisposedException>(() => bound.Run()).ObjectName);
        Assert.AreEqual(10f, bound.Outputs["y"].AsSpan<float>()[0]);
        Assert.AreEqual(2, model.Predict([0f, 0f, 0f]).Length);
    }

    [TestMethod]
    public void Run_ModelDisposed_Throws()
    {
        var model = InferenceModel.Load(Linear);
        using var bound = model.Bind(Named(("x", TensorData.Create(new float[3], 1, 3))));
        model.Dispose();
        Assert.AreEqual(typeof(InferenceModel).FullName, Assert.ThrowsExactly<ObjectDisposedException>(() => bound.Run()).ObjectName);
    }

    /// <summary>inland = (name == "INLAND"), text in and bool out.</summary>
    private static byte[] IsInland => new OnnxModelBuilder().Import("ai.onnx.ml", 2)
        .Input("name", OnnxModelBuilder.Text, "n").Output("inland", OnnxModelBuilder.Bool, "n")
        .NodeOf("ai.onnx.ml", "LabelEncoder", ["name"], ["code"], ("keys_strings", new[] { "INLAND" }), ("values_int64s", new[] { 1L }), ("default_int64", 0L))
        .Weight("one", [1L], 1).Node("Equal", ["code", "one"], ["inland"]).Build();

    private static void Step(BoundRun bound, int value)
    {
        bound.Input<float>("x")[0] = value;
        bound.Run();
    }
}
