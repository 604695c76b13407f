using Microsoft.ML.OnnxRuntime;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

/// <summary>Bindings in a device's memory. The device is the CPU under another name, with copies that are counted; where CUDA is, it is CUDA too.</summary>
[TestClass]
public sealed class DeviceBindingTests
{
    [TestMethod]
    public void Run_OnADevice_CopiesInAndOut()
    {
        using var device = new Fake(Linear);
        float[] rows = [1, 2, 3], predictions = new float[2];
        using var bound = device.Bind(Named(("x", TensorData.Create(rows, 1, 3))), Named(("y", TensorData.Create(predictions, 1, 2))), []);
        CollectionAssert.AreEqual(new[] { 24f, 19f }, predictions);
        rows[0] = 5;
        bound.Run();
        CollectionAssert.AreEqual(new[] { 28f, 15f }, predictions);
        device.Reset();
        bound.Run();
        Assert.AreEqual("1 in, 1 out", device.Copies);
    }

    [TestMethod]
    public void Run_ResidentTensors_AreCopiedOnlyWhenAsked()
    {
        using var device = new Fake(Sum);
        float[] left = [1, 2], right = [10, 20], sum = new float[2];
        using var bound = device.Bind(
            Named(("left", TensorData.Create(left, 1, 2)), ("right", TensorData.Create(right, 1, 2))), Named(("sum", TensorData.Create(sum, 1, 2))), ["right", "sum"]);
        CollectionAssert.AreEqual(new[] { 11f, 22f }, sum);
        (left[0], right[0]) = (5, 1000);
        device.Reset();
        bound.Run();
        Assert.AreEqual("1 in, 0 out", device.Copies);
        CollectionAssert.AreEqual(new[] { 11f, 22f }, sum);
        bound.Download("sum");
        CollectionAssert.AreEqual(new[] { 15f, 22f }, sum);
        bound.Upload("right");
        bound.Run();
        bound.Download("sum");
        CollectionAssert.AreEqual(new[] { 1005f, 22f }, sum);
    }

    [TestMethod]
    public void Bind_Resident_IsTheCallersMemoryOnTheCpu()
    {
        using var model = InferenceModel.Load(Sum);
        float[] left = [1, 2], right = [10, 20];
        using var bound = model.Bind(Named(("left", TensorData.Create(left, 1, 2)), ("right", TensorData.Create(right, 1, 2))), null, ["right", "sum"]);
        right[0] = 30;
        bound.Run();
        bound.Upload("right");
        bound.Download("sum");
        CollectionAssert.AreEqual(new[] { 31f, 22f }, bound.Outputs["sum"].AsSpan<float>().ToArray());
        Fails<InferenceException>(
            () => model.Bind(Named(("left", TensorData.Create(left, 1, 2)), ("right", TensorData.Create(right, 1, 2))), null, ["state"]),
            $"Binding of {InMemory(Sum)}: expected inputs and outputs of left, right, sum to stay on the device; received 'state'. Use names of the model's signature.");
        Fails<InferenceException>(() => bound.Upload("sum"), $"Binding of {InMemory(Sum)}: expected an input of left, right; received 'sum'. Use a name of the model's signature.");
        Fails<InferenceException>(() => bound.Download("left"), $"Binding of {InMemory(Sum)}: expected an output of sum; received 'left'. Use a name of the model's signature.");
    }

    [TestMethod]
    public void Run_TextInputsAndEmptyOnes_StayInTheCallersMemory()
    {
        using var device = new Fake(new OnnxModelBuilder { Opset = 19, IrVersion = 9 }.Input("names", OnnxModelBuilder.Text, "n").Input("x", 1, "m").Output("y", 1, "m").Output("same", OnnxModelBuilder.Bool, "n", "n")
            .Node("Neg", ["x"], ["y"]).Weight("axis", [1L], 1).Node("Unsqueeze", ["names", "axis"], ["column"]).Node("Equal", ["column", "names"], ["same"]).Build());
        using var bound = device.Bind(Named(("names", TensorData.Create(["a", "b"], 2)), ("x", TensorData.Create(Array.Empty<float>(), 0))), null, []);
        bound.WriteText("names", ["a", "a"]);
        bound.Run();
        CollectionAssert.AreEqual(new[] { true, true, true, true }, bound.Outputs["same"].AsSpan<bool>().ToArray());
        Assert.AreEqual("float32 [0]", bound.Outputs["y"].ToString());
    }

    [TestMethod]
    public void Run_OnADevice_AllocatesNothing()
    {
        using var device = new Fake(Linear);
        using var bound = device.Bind(Named(("x", TensorData.Create(new float[3], 1, 3))), null, []);
        for (var i = 0; i < 100; i++)
        {
            bound.Run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            bound.Run();
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Run_WithGraphsFromThreads_RunsOneAfterAnother()
    {
        using var device = new Fake(Linear, graphs: true);
        var wrong = 0;
        Parallel.For(0, 8, i =>
        {
            using var bound = device.Bind(Named(("x", TensorData.Create([i, 2f, 3f], 1, 3))), null, []);
            for (var round = 0; round < 200; round++)
            {
                bound.Run();
                Interlocked.Add(ref wrong, bound.Outputs["y"].AsSpan<float>()[0] == i + 23f ? 0 : 1);
            }
        });
        Assert.AreEqual(0, wrong);
    }

    [TestMethod]
    public void Run_OnCuda_ReplaysGraphsAndKeepsResidents()
    {
        if (MachineReport.Create().Cuda.Problem() is { } problem)
        {
            Assert.Inconclusive($"No CUDA here: {problem}");
        }

        using var model = InferenceModel.Load(Sum, new InferenceOptions { Device = Device.Cuda(0, new CudaOptions { Graphs = true }) });
        float[] left = [1, 2], right = [10, 20];
        using var bound = model.Bind(Named(("left", TensorData.Create(left, 1, 2)), ("right", TensorData.Create(right, 1, 2))), null, ["right"]);
        for (var round = 0; round < 10; round++)
        {
            (left[0], right[0]) = (round, 1000);
            bound.Run();
            CollectionAssert.AreEqual(new[] { 10f + round, 22f }, bound.Outputs["sum"].AsSpan<float>().ToArray());
        }

        bound.Upload("right");
        bound.Run();
        CollectionAssert.AreEqual(new[] { 1009f, 22f }, bound.Outputs["sum"].AsSpan<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 4f }, model.Run(Named(("left", TensorData.Create([1f, 1f], 1, 2)), ("right", TensorData.Create([3f, 3f], 1, 2))))["sum"].AsSpan<float>()[..1].ToArray());
    }

    private static byte[] Sum => new OnnxModelBuilder().Input("left", 1, "n", 2).Input("right", 1, "n", 2).Output("sum", 1, "n", 2).Node("Add", ["left", "right"], ["sum"]).Build();

    /// <summary>A session that counts as one on a device of its own.</summary>
    private sealed class Fake : IDeviceCopy, IDisposable
    {
        private readonly InferenceModel _model;
        private readonly ModelSession _session;
        private int _in, _out;

        public Fake(byte[] model, bool graphs = false)
        {
            _model = InferenceModel.Load(model);
            _session = new ModelSession(new InferenceSession(model), null, "'fake'", new ModelDevice("fake", "FakeExecutionProvider", "asked for") { Graphs = graphs }, null) { DeviceCopy = this };
        }

        public string Copies => $"{_in} in, {_out} out";

        public BoundRun Bind(Dictionary<string, TensorData> inputs, Dictionary<string, TensorData>? outputs, string[] resident)
        {
            Assert.AreEqual(_session, _session.Group.TryBind());
            return new BoundRun(_model, _session, [.. _session.InputNames.Select(name => inputs[name])], outputs, resident, onDevice: true);
        }

        public void Reset() => (_in, _out) = (0, 0);

        public bool Reaches(OrtMemoryInfo place) => true;

        public unsafe void ToDevice(nint device, ReadOnlySpan<byte> host)
        {
            Interlocked.Increment(ref _in);
            host.CopyTo(new Span<byte>((void*)device, host.Length));
        }

        public unsafe void FromDevice(nint device, Span<byte> host)
        {
            Interlocked.Increment(ref _out);
            new ReadOnlySpan<byte>((void*)device, host.Length).CopyTo(host);
        }

        public void Dispose()
        {
            _session.Uses.Close();
            _model.Dispose();
        }
    }
}
