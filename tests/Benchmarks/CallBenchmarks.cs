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
        using var raw = new CApiSession(Model, "x", 4, "y", 2);
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

    /// <summary>What a second thread adds on one model, as part of what it adds where each thread has a model of its own and nothing is shared: on two idle cores that
    /// is twice as much, on cores that share a processor's units or have other work less, for both alike. 0.9 of 2 is 1.8.</summary>
    public static Measurement TwoThreads()
    {
        var bytes = BenchmarkModels.Perceptron(256, 512, 256);
        using var shared = InferenceModel.Load(bytes, OneThread);
        using var first = InferenceModel.Load(bytes, OneThread);
        using var second = InferenceModel.Load(bytes, OneThread);
        var rows = new float[256 * 16];
        Action[] one = [() => shared.Predict(rows)], both = [() => shared.Predict(rows), () => shared.Predict(rows)], apart = [() => first.Predict(rows), () => second.Predict(rows)];
        var (ratios, gains, limits) = (new double[31], new double[31], new double[31]);
        for (var round = 0; round < ratios.Length; round++)
        {
            var alone = Threads.Rate(one);
            gains[round] = Threads.Rate(both) / alone;
            limits[round] = Threads.Rate(apart) / alone;
            ratios[round] = gains[round] / limits[round];
        }

        return new Measurement(
            "two threads over one on one model, over the same on a model each", Interleaved.Median(ratios), 0.9, FormattableString.Invariant($"{Interleaved.Median(gains):f2} over {Interleaved.Median(limits):f2}"), AtLeast: true);
    }

    /// <summary>Two threads on a model of a few microseconds, without the arena at which they wait for each other over with it.</summary>
    public static Measurement TwoThreadsWithoutArena()
    {
        using var with = InferenceModel.Load(Model, OneThread);
        using var without = InferenceModel.Load(Model, OneThread with { CpuArena = false });
        var (first, second) = (new float[2], new float[2]);
        Action[] Calls(InferenceModel model) => [() => model.Predict([1f, 2f, 3f, 4f], first), () => model.Predict([1f, 2f, 3f, 4f], second)];
        var (ours, theirs) = (Calls(without), Calls(with));
        var ratio = Interleaved.Median(Enumerable.Range(0, 31).Select(_ => Threads.Rate(ours) / Threads.Rate(theirs)));
        return new Measurement("two threads on 4-16-2, without an arena over with one", ratio, 1.1, "calls a second", AtLeast: true);
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
