using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxForge.Inference;
using OnnxForge.Tests.Inference;

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

    /// <summary>Run of tensors by name, eight of numbers and one of text, against NamedOnnxValue at its best: both read tensors that were made before, and give arrays of their own.</summary>
    public static Measurement NamedCall()
    {
        var builder = new OnnxModelBuilder().Import("ai.onnx.ml", 2).Output("score", 1, "n", 1).Output("category", OnnxModelBuilder.Int64, "n", 1);
        string[] names = [.. Enumerable.Range(0, 8).Select(i => $"feature{i}")];
        Array.ForEach(names, name => builder.Input(name, 1, "n", 1));
        var bytes = builder.Input("city", OnnxModelBuilder.Text, "n", 1)
            .Node("Sum", names, ["score"]).NodeOf("ai.onnx.ml", "LabelEncoder", ["city"], ["category"], ("keys_strings", new[] { "Rome", "Oslo" }), ("values_int64s", new[] { 1L, 2L }), ("default_int64", 0L)).Build();
        using var model = InferenceModel.Load(bytes, OneThread);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(bytes, options);
        float[][] features = [.. names.Select((_, i) => new float[] { i })];
        string[] city = ["Oslo"];
        var ours = names.Zip(features).ToDictionary(pair => pair.First, pair => TensorData.Create(pair.Second, 1, 1));
        ours.Add("city", TensorData.Create(city, 1, 1));
        NamedOnnxValue[] theirs = [.. names.Zip(features).Select(pair => NamedOnnxValue.CreateFromTensor(pair.First, new DenseTensor<float>(pair.Second, [1, 1]))), NamedOnnxValue.CreateFromTensor("city", new DenseTensor<string>(city, [1, 1]))];
        float[] theirLast = [], ourLast = [];
        void Theirs()
        {
            using var results = session.Run(theirs);
            theirLast = [results[0].AsTensor<float>().ToArray()[0], results[1].AsTensor<long>().ToArray()[0]];
        }

        void Ours()
        {
            var results = model.Run(ours);
            ourLast = [results["score"].AsSpan<float>()[0], results["category"].AsSpan<long>()[0]];
        }

        var (ratio, our, their) = Interleaved.Measure(Ours, Theirs, Calls / 5, Rounds);
        Same(ourLast, theirLast);
        return new Measurement("Run by name over NamedOnnxValue, eight numbers and a text", ratio, 1, FormattableString.Invariant($"{our:f2} µs over {their:f2} µs, {Allocated(Ours)} bytes a call over {Allocated(Theirs)}"));
    }

    /// <summary>What two threads get done on one model, over what one gets done while the other processor computes something else: alone it may have a faster clock, or units of the
    /// processor to itself.</summary>
    public static Measurement TwoThreads(int inputs, int hidden, int outputs, int rows)
    {
        using var model = InferenceModel.Load(BenchmarkModels.Perceptron(inputs, hidden, outputs), OneThread);
        Action Calls()
        {
            var (x, y) = (new float[rows * inputs], new float[rows * outputs]);
            return () => model.Predict(x, y);
        }

        var (first, second) = (Calls(), Calls());
        var (ratios, alone) = (new double[25], new double[25]);
        Threads.Rate(first, second);
        for (var round = 0; round < ratios.Length; round++)
        {
            var both = Threads.Rate(first, second);
            ratios[round] = both / Threads.RateBesideArithmetic(first);
            alone[round] = both / Threads.Rate(first);
        }

        return new Measurement(
            FormattableString.Invariant($"two threads over one on one model, {inputs}-{hidden}-{outputs}, {rows} {(rows == 1 ? "row" : "rows")}"),
            Interleaved.Median(ratios),
            1.8,
            FormattableString.Invariant($"{Interleaved.Median(alone):f2} over one with all other processors idle"),
            AtLeast: true);
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
