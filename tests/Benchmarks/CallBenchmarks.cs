using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxForge.Inference;

namespace OnnxForge.Benchmarks;

/// <summary>What a call of a small model costs: a perceptron of 4, 16 and 2 units and one row, where nearly all is the way in and out.</summary>
internal static class CallBenchmarks
{
    private const int Calls = 500, Rounds = 201;

    private static readonly InferenceOptions OneThread = new() { Threads = 1 };

    private static readonly byte[] Model = BenchmarkModels.Perceptron(4, 16, 2);

    /// <summary>A bound run against the faster of the C interface's two ways.</summary>
    public static unsafe Measurement BoundCall()
    {
        using var model = InferenceModel.Load(Model, OneThread);
        using var bound = model.Bind(new Dictionary<string, TensorData> { ["x"] = TensorData.Create(new float[4], 1, 4) });
        using var raw = new RawSession(Model, "x", 4, "y", 2);
        var plainOverBound = Interleaved.Measure(raw.Plain, raw.Bound, Calls, 51).Ratio;
        var (ratio, ours, theirs) = Interleaved.Measure(() => bound.Run(), plainOverBound < 1 ? raw.Plain : raw.Bound, Calls, Rounds);
        Same(bound.Outputs["y"].AsSpan<float>(), new ReadOnlySpan<float>(raw.Output, 2));
        return new Measurement("BoundRun.Run over the C interface, 4-16-2", ratio, 1.15, FormattableString.Invariant($"{ours:f2} µs over {theirs:f2} µs by {(plainOverBound < 1 ? "Run" : "RunWithBinding")}, {Allocated(() => bound.Run())} bytes a call"));
    }

    /// <summary>The simplest call against the simplest of ONNX Runtime's own C#.</summary>
    public static Measurement SimpleCall()
    {
        using var model = InferenceModel.Load(Model, OneThread);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(Model, options);
        float[] row = [1, 2, 3, 4];
        var theirLast = Array.Empty<float>();
        void Theirs()
        {
            using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(row, [1, 4]))]);
            theirLast = results[0].AsTensor<float>().ToArray();
        }

        var ourLast = Array.Empty<float>();
        var (ratio, ours, theirs) = Interleaved.Measure(() => ourLast = model.Predict(row), Theirs, Calls, Rounds);
        Same(ourLast, theirLast);
        return new Measurement("Predict over NamedOnnxValue, 4-16-2", ratio, 0.6, FormattableString.Invariant($"{ours:f2} µs over {theirs:f2} µs, {Allocated(() => model.Predict(row))} bytes a call"));
    }

    /// <summary>What a second thread adds on one model, as part of what it adds to arithmetic that shares nothing: on two idle cores that is twice as much,
    /// on a machine with other work less, for both alike. 0.9 of 2 is 1.8.</summary>
    public static Measurement TwoThreads()
    {
        using var model = InferenceModel.Load(BenchmarkModels.Perceptron(64, 256, 64), OneThread);
        var rows = new float[64 * 8];
        var (ratios, gains, cores) = (new double[31], new double[31], new double[31]);
        for (var round = 0; round < ratios.Length; round++)
        {
            gains[round] = Threads.Rate(2, () => model.Predict(rows)) / Threads.Rate(1, () => model.Predict(rows));
            cores[round] = Threads.Rate(2, Threads.Arithmetic) / Threads.Rate(1, Threads.Arithmetic);
            ratios[round] = gains[round] / cores[round];
        }

        return new Measurement(
            "two threads over one on one model, over the same of arithmetic", Interleaved.Median(ratios), 0.9, FormattableString.Invariant($"{Interleaved.Median(gains):f2} over {Interleaved.Median(cores):f2}"), AtLeast: true);
    }

    /// <summary>Bytes that a call allocates.</summary>
    public static long Allocated(Action call)
    {
        const int calls = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }

    private static void Same(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        if (!ours.SequenceEqual(theirs))
        {
            throw new InvalidOperationException($"[{string.Join(", ", ours.ToArray())}] in place of [{string.Join(", ", theirs.ToArray())}]");
        }
    }
}
