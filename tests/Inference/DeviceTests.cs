using Microsoft.ML.OnnxRuntime;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class DeviceTests
{
    private static readonly CudaReport Whole = new(true, new Version(13, 1), ["H100", "H200"], []);

    [TestMethod]
    public void Auto_WithoutCuda_RunsOnTheCpuAndSaysWhy()
    {
        using var model = InferenceModel.Load(Linear);
        var cuda = MachineReport.Create().Cuda;
        if (cuda.Problem() is null)
        {
            Assert.AreEqual("cuda:0 (the first CUDA device works)", model.Device.ToString());
        }
        else
        {
            Assert.AreEqual(cuda.ProviderBuilt ? $"cpu (CUDA cannot be used: {cuda.Problem()})" : "cpu (ONNX Runtime's build has no faster provider)", model.Device.ToString());
        }

        CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1, 2, 3]));
    }

    [TestMethod]
    public void Cuda_WithoutIt_FailsWithTheCause()
    {
        var cuda = MachineReport.Create().Cuda;
        if (cuda.Problem() is null)
        {
            using var model = InferenceModel.Load(Linear, new InferenceOptions { Device = Device.Cuda() });
            Assert.AreEqual("cuda:0 (asked for)", model.Device.ToString());
            CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1, 2, 3]));
            CollectionAssert.AreEqual(new[] { 25f, 18f }, model.Predict([2, 2, 3]));
            return;
        }

        var error = Assert.ThrowsExactly<InferenceException>(() => InferenceModel.Load(Linear, new InferenceOptions { Device = Device.Cuda() }));
        Assert.AreEqual($"Model in memory ({Linear.Length} bytes) on cuda:0: expected a CUDA device that ONNX Runtime can use; received {cuda.Problem()}. {cuda.Remedy(0)}.", error.Message);
    }

    [TestMethod]
    public void Problem_OfEveryKind_IsNamedWithItsRemedy()
    {
        Problem(Whole with { ProviderBuilt = false }, 0, "a build of ONNX Runtime without the CUDA provider", "Reference Microsoft.ML.OnnxRuntime.Gpu in place of Microsoft.ML.OnnxRuntime in the application's project, or use Device.Cpu");
        Problem(Whole with { DriverVersion = null }, 0, "no NVIDIA driver", "Install the NVIDIA driver and give this process a device, or use Device.Cpu");
        Problem(Whole with { Devices = [] }, 0, "an NVIDIA driver without a device", "Install the NVIDIA driver and give this process a device, or use Device.Cpu");
        Problem(Whole, 2, "2 CUDA devices: H100, H200", "Give a number below 2");
        Problem(Whole with { DriverVersion = new Version(12, 8) }, 0, "a driver for CUDA 12.8", "Install a driver for CUDA 13.0 or newer");
        Problem(Whole with { MissingLibraries = ["libcublas.so.13", "libcudnn.so.9"] }, 1, "no libcublas.so.13, no libcudnn.so.9", "Install CUDA 13 and cuDNN 9 where the loader finds them (LD_LIBRARY_PATH, or PATH on Windows)");
        Assert.IsNull(Whole.Problem(1));
    }

    [TestMethod]
    public void CudaOptions_AsGiven_BecomeTheProvidersOwn()
    {
        var options = new CudaOptions
        {
            MemoryLimit = 1 << 30, Tf32 = true, ConvolutionSearch = CudaConvolutionSearch.Heuristic, LargeConvolutionWorkspace = false, ArenaGrowth = CudaArenaGrowth.SameAsRequested, Graphs = true, Stream = unchecked((nint)0xFFFF_8000_0000_1000),
        };
        Assert.AreEqual(
            "arena_extend_strategy=kSameAsRequested;cudnn_conv_algo_search=HEURISTIC;cudnn_conv_use_max_workspace=0;device_id=1;enable_cuda_graph=1;gpu_mem_limit=1073741824;has_user_compute_stream=1;use_tf32=1;user_compute_stream=18446603336221200384",
            new ProviderOptions(options.ToProviderOptions(1)).ToString());
        Assert.AreEqual(
            "arena_extend_strategy=kNextPowerOfTwo;cudnn_conv_algo_search=EXHAUSTIVE;cudnn_conv_use_max_workspace=1;device_id=0;enable_cuda_graph=0;use_tf32=0", new ProviderOptions(new CudaOptions().ToProviderOptions(0)).ToString());
    }

    [TestMethod]
    public void CudaOptions_OutOfRange_AreRefusedWhenGiven()
    {
        Fails<InferenceException>(() => Device.Cuda(0, new CudaOptions { MemoryLimit = 0 }), "CudaOptions.MemoryLimit: expected 1 byte or more, or null; received 0. Give the most bytes that the model may take.");
        Fails<InferenceException>(() => Device.Cuda(0, new CudaOptions { ConvolutionSearch = (CudaConvolutionSearch)9 }), "CudaOptions.ConvolutionSearch: expected Exhaustive, Heuristic, Default; received 9. Give one of these.");
        Fails<InferenceException>(() => Device.Cuda(0, new CudaOptions { ArenaGrowth = (CudaArenaGrowth)9 }), "CudaOptions.ArenaGrowth: expected NextPowerOfTwo, SameAsRequested; received 9. Give one of these.");
        Fails<InferenceException>(() => Device.Cuda(-1), "Device.Cuda: expected a device number of 0 or more; received -1. Give the number that nvidia-smi lists.");
    }

    [TestMethod]
    public void GraphAssignment_OfASession_CountsNodesElsewhere()
    {
        var bytes = new OnnxModelBuilder().Input("x", 1, "n", 3).Output("y", 1, "n", 3).Output("s", 7, 2).Node("Softmax", ["x"], ["a"]).Node("Softmax", ["a"], ["y"]).Node("Shape", ["x"], ["s"]).Build();
        using var settings = new SessionOptions();
        settings.AddSessionConfigEntry(GraphAssignment.RecordKey, "1");
        using var session = new InferenceSession(bytes, settings);
        Assert.IsTrue(GraphAssignment.IsKnown);
        Assert.IsEmpty(GraphAssignment.Elsewhere(session, "CPUExecutionProvider")!);
        var nodes = GraphAssignment.Elsewhere(session, MachineReport.CudaProvider)!;
        Assert.AreEqual("3 nodes: 2 Softmax, 1 Shape", GraphAssignment.Text(nodes));
        Assert.AreEqual(
            "Model 'm' on cuda:0: expected all nodes on the device, as CudaOptions.RefuseCpuNodes asks; received on the CPU 3 nodes: 2 Softmax, 1 Shape. Export the model without these operators, or load it without RefuseCpuNodes.",
            DeviceSelection.Refusal("Model 'm' on cuda:0", nodes)!.Message);
        Assert.IsNull(DeviceSelection.Refusal("Model 'm' on cuda:0", GraphAssignment.Elsewhere(session, "CPUExecutionProvider")));
        using var silent = new InferenceSession(bytes);
        Assert.IsNull(GraphAssignment.Elsewhere(silent, MachineReport.CudaProvider));
    }

    [TestMethod]
    public void Cuda_EveryOption_IsTakenByTheProvider()
    {
        if (MachineReport.Create().Cuda.Problem() is { } problem)
        {
            Assert.Inconclusive($"No CUDA here: {problem}");
        }

        var options = new CudaOptions { MemoryLimit = 1 << 30, Tf32 = true, ConvolutionSearch = CudaConvolutionSearch.Heuristic, LargeConvolutionWorkspace = false, ArenaGrowth = CudaArenaGrowth.SameAsRequested, RefuseCpuNodes = true };
        using var model = InferenceModel.Load(Linear, new InferenceOptions { Device = Device.Cuda(0, options) });
        CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1, 2, 3]));
        Assert.IsEmpty(model.Device.CpuNodes!);
        Assert.Contains("nodes: ", Assert.ThrowsExactly<InferenceException>(() => InferenceModel.Load(Pair, new InferenceOptions { Device = Device.Cuda(0, options) })).Received);
    }

    [TestMethod]
    public void Provider_Unknown_NamesThoseThereAre()
    {
        var error = Assert.ThrowsExactly<InferenceException>(() => InferenceModel.Load(Linear, new InferenceOptions { Device = Device.Provider("NoSuchProvider") }));
        Assert.AreEqual($"Model in memory ({Linear.Length} bytes) on NoSuchProvider", error.Where);
        StringAssert.Contains(error.Expected, "CPUExecutionProvider");
        StringAssert.Contains(error.Received, "NoSuchProvider");
    }

    [TestMethod]
    public void Provider_Discovered_Runs()
    {
        var cpu = MachineReport.Create().Devices.First(device => device.Kind == "CPU");
        foreach (var device in new[] { Device.Of(cpu), Device.Provider("CPUExecutionProvider"), Device.Cpu })
        {
            using var model = InferenceModel.Load(Linear, new InferenceOptions { Device = device });
            Assert.AreEqual(new ModelDevice("cpu", "CPUExecutionProvider", "asked for"), model.Device);
            CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1, 2, 3]));
        }
    }

    [TestMethod]
    public void Device_SameOptions_IsEqual()
    {
        Assert.AreEqual(Device.Cuda(1, new CudaOptions { Tf32 = true }), Device.Cuda(1, new CudaOptions { Tf32 = true }));
        Assert.AreNotEqual(Device.Cuda(1), Device.Cuda(0));
        Assert.AreEqual(Device.Provider("X", new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }), Device.Provider("X", new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }));
        Assert.AreNotEqual(Device.Provider("X", new Dictionary<string, string> { ["a"] = "1" }), Device.Provider("X"));
    }

    [TestMethod]
    public void MachineReport_OfThisMachine_SaysWhatIsThere()
    {
        var report = MachineReport.Create();
        CollectionAssert.Contains(report.Providers.ToArray(), "CPUExecutionProvider");
        var lines = report.ToString().Split('\n');
        Assert.HasCount(5, lines);
        StringAssert.StartsWith(lines[0], $"ONNX Runtime: {report.RuntimeVersion}");
        StringAssert.StartsWith(lines[4], report.Cuda.Problem() is { } problem ? $"CUDA: {problem}" : $"CUDA: {report.Cuda.Devices[0]}");
    }

    [TestMethod]
    public void Warm_AnyModel_RunsOnce()
    {
        using var model = InferenceModel.Load(Pair, new InferenceOptions { WarmUp = true });
        model.Warm(64);
        using var gather = InferenceModel.Load(new OnnxModelBuilder().Input("i", 7, "n").Output("y", 1, "n").Weight("w", [1f], 1).Node("Gather", ["w", "i"], ["y"]).Build());
        gather.Warm();
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Warm());
    }

    private static void Problem(CudaReport report, int id, string problem, string remedy)
    {
        Assert.AreEqual(problem, report.Problem(id));
        Assert.AreEqual(remedy, report.Remedy(id));
    }
}
