using System.Runtime.InteropServices;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Training forgets what it made: 500 steps by default, 10,000 with ONNXFORGE_LONG=1.</summary>
[TestClass]
public sealed class MemoryTests
{
    // One batch kept in each of 500 steps would be 32 MiB.
    private const long Allowance = 4 << 20;
    private const int Rows = 64, Features = 256, StepsAnEpoch = 50, WarmUp = 10;

    private static readonly int epochs = (Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1" ? 10_000 : 500) / StepsAnEpoch;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("rows")]
    [DataRow("prefetched")]
    [DataRow("batches")]
    [DataRow("mixed")]
    public void Steps_KeepTensorsAndMemoryFlat(string way)
    {
        var model = new Sequential([new Dense(32, new Elu(), kernelRegularizer: new L2()), new Dropout(0.2), new Dense(1, kernelConstraint: new MaxNorm())]);
        model.Compile(new MeanSquaredError(), new Accumulated(new Clipped(new Nadam(), GlobalNorm: 1), 2), new MeanAbsoluteErrorMetric());
        var (x, y) = (randn(Rows * StepsAnEpoch, Features), randn(Rows * StepsAnEpoch, 1));
        DataSource data = way switch
        {
            "prefetched" => new Prefetched((x, y)),
            "batches" => DataSource.FromBatches(_ => Enumerable.Range(0, StepsAnEpoch).Select(_ => new Batch([randn(Rows, Features)], [randn(Rows, 1)], [ones(Rows)]))),
            _ => (x, y),
        };
        var options = new FitOptions
        {
            BatchSize = Rows,
            Validation = (x[..Rows], y[..Rows]),
            MixedPrecision = way == "mixed" ? ScalarType.BFloat16 : null,
            Callbacks = [new EarlyStopping("loss", patience: 1_000_000, restoreBestWeights: true), new ReduceLearningRateOnPlateau("loss"), new TerminateOnNaN(), new ProgressDisplay(TextWriter.Null)],
        };
        model.Fit(data, options with { Epochs = WarmUp });
        var (tensors, memory) = (LiveTensors.Count, NativeBytes());
        model.Fit(data, options with { Epochs = epochs });
        // Tensors of the prefetching thread come in here and go here, without having been counted as made here.
        Assert.IsLessThanOrEqualTo(tensors, LiveTensors.Count);
        var after = NativeBytes();
        TestContext.WriteLine($"{way}, {epochs * StepsAnEpoch} steps: {memory >> 20} MiB of native memory before, {after >> 20} MiB after; {tensors} live tensors, {LiveTensors.Count} after");
        Assert.IsLessThan(memory + Allowance, after);
    }

    // What is allocated and not freed: the size of the process also grows with garbage that .NET has not collected yet.
    private static long NativeBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = AllocatedMemory();
        return checked((long)(allocated.InHeaps + allocated.InMaps));
    }

    [DllImport("libc", EntryPoint = "mallinfo2")]
    private static extern MallocInfo AllocatedMemory();

    // glibc's struct mallinfo2
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocInfo
    {
        private readonly nuint arena, freeChunks, fastChunks, maps;
        public readonly nuint InMaps;
        private readonly nuint highest, fastFree;
        public readonly nuint InHeaps;
        private readonly nuint free, topmost;
    }
}
