using System.Diagnostics;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Measures a model in our library and in ONNX Runtime's own, in turn in one process, so that what disturbs the machine disturbs both.</summary>
internal sealed class BenchRun : IDisposable
{
    private const string Values = "OrtValue";
    private const string NamedValues = "NamedOnnxValue";
    private const string PlainRun = "Run";
    private const double LatencyShare = 0.6;
    private const double ThroughputShare = 0.25;
    private const double SliceSeconds = 0.02;
    private const int FewestRounds = 5;
    private const int MostLoads = 5;

    private readonly BenchSettings settings;
    private readonly CancellationToken cancellation;
    private readonly InferenceModel model;
    private readonly ManagedApiSession raw;
    private readonly BoundRun? bound;
    private readonly TensorData[] inputs;
    private readonly List<BenchCall> calls;

    private BenchRun(BenchSettings settings, CancellationToken cancellation)
    {
        (this.settings, this.cancellation) = (settings, cancellation);
        model = Load();
        var named = BenchInputs.Of(model.Signature, settings.Inputs, settings.Batch);
        inputs = [.. model.Signature.Inputs.Select(input => named[input.Name])];
        var outputs = model.Run(named, cancellation);
        raw = new ManagedApiSession(settings, model.Device, model.Signature, named);
        calls = [new(Values, raw.RunValues, null), new(NamedValues, raw.RunNamed, null), new(PlainRun, () => model.Run(named), NamedValues)];
        if (model.Signature.Outputs.Any(output => output.Type == ElementType.String)) return;
        TensorData[] memory = [.. model.Signature.Outputs.Select(output => outputs[output.Name])];
        calls.Add(new("Run into tensors", () => model.Run(inputs, memory), Values));
        BoundRun binding = model.Bind(named);
        bound = binding;
        calls.Add(new("BoundRun", () => binding.Run(), Values));
    }

    /// <summary>Measures a model.</summary>
    /// <exception cref="InputException">The file or an array is missing.</exception>
    /// <exception cref="InferenceException">The model cannot be loaded or run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BenchResult Measure(BenchSettings settings, CancellationToken cancellation)
    {
        InputFile.Check(settings.Path, "an ONNX file");
        using var run = new BenchRun(settings, cancellation);
        var (results, spread) = run.Latency();
        return new BenchResult(run.model.Signature, run.model.Device, settings.Batch, results, run.Throughput(), run.LoadTime(), spread);
    }

    public void Dispose()
    {
        bound?.Dispose();
        raw.Dispose();
        model.Dispose();
    }

    private InferenceModel Load() => InferenceModel.Load(settings.Path, new InferenceOptions { Device = settings.Device, Threads = settings.RunThreads });

    private (List<CallResult> Results, double Spread) Latency()
    {
        var latencies = calls.ToDictionary(call => call.Name, _ => new List<double>());
        var medians = calls.ToDictionary(call => call.Name, _ => new List<double>());
        var bytes = calls.ToDictionary(call => call.Name, _ => 0L);
        foreach (var call in calls) Slice(call, [], SliceSeconds);
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < LatencyShare * settings.Seconds; round++)
        {
            // Each comes first in turn.
            for (var i = 0; i < calls.Count; i++)
            {
                var call = calls[(round + i) % calls.Count];
                List<double> slice = [];
                bytes[call.Name] += Slice(call, slice, SliceSeconds);
                latencies[call.Name].AddRange(slice);
                medians[call.Name].Add(Samples.Median(slice));
            }
        }
        return ([.. calls.Select(call => Describe(call, latencies[call.Name], bytes[call.Name], medians))], Samples.Spread(medians[Values]));
    }

    private static CallResult Describe(BenchCall call, List<double> latencies, long bytes, Dictionary<string, List<double>> medians)
    {
        double[] ratios = call.Reference is { } reference ? [.. medians[call.Name].Zip(medians[reference], (ours, raws) => ours / raws).Order()] : [];
        double? At(double share) => ratios.Length == 0 ? null : Samples.Quantile(ratios, share);
        return new CallResult(call.Name, call.Reference, [.. latencies.Order()], (double)bytes / latencies.Count, At(0.5), At(0.1), At(0.9));
    }

    /// <summary>Calls for a while; gives the bytes that the calls allocated.</summary>
    private long Slice(BenchCall call, List<double> latencies, double seconds)
    {
        var bytes = 0L;
        var begin = Stopwatch.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            call.Call();
            var end = Stopwatch.GetTimestamp();
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            latencies.Add(Stopwatch.GetElapsedTime(start, end).TotalMicroseconds);
        }
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds);
        return bytes;
    }

    private List<ThroughputResult> Throughput()
    {
        int[] callers = settings.Callers == 1 ? [1] : [1, settings.Callers];
        var repeats = Math.Max(2, (int)Math.Round(ThroughputShare * settings.Seconds / callers.Length / 2 / 0.1));
        List<ThroughputResult> results = [];
        foreach (var count in callers)
        {
            List<double> ours = [], raws = [];
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                ours.Add(CallsPerSecond(OneCaller, count));
                raws.Add(CallsPerSecond(() => raw.RunValues, count));
            }
            results.Add(new ThroughputResult(count, Samples.Median(ours), Samples.Median(raws)));
        }
        return results;
    }

    // Each caller has memory of its own for the outputs, where the model gives numbers.
    private Action OneCaller()
    {
        if (bound is null) return calls.First(call => call.Name == PlainRun).Call;
        var outputs = model.Run(model.Signature.Inputs.Select(input => input.Name).Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second), cancellation);
        TensorData[] memory = [.. model.Signature.Outputs.Select(output => outputs[output.Name])];
        return () => model.Run(inputs, memory);
    }

    private double CallsPerSecond(Func<Action> caller, int callers)
    {
        cancellation.ThrowIfCancellationRequested();
        var total = 0L;
        var stop = false;
        Action[] own = [.. Enumerable.Range(0, callers).Select(_ => caller())];
        Thread[] threads = [.. own.Select(call => new Thread(() =>
        {
            var count = 0L;
            for (; count == 0 || !Volatile.Read(ref stop); count++) call();
            Interlocked.Add(ref total, count);
        }))];
        var start = Stopwatch.GetTimestamp();
        foreach (var thread in threads) thread.Start();
        Thread.Sleep(100);
        Volatile.Write(ref stop, true);
        foreach (var thread in threads) thread.Join();
        return total / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private LoadResult LoadTime()
    {
        List<double> ours = [], raws = [];
        var begin = Stopwatch.GetTimestamp();
        while (ours.Count == 0 || (ours.Count < MostLoads && Stopwatch.GetElapsedTime(begin).TotalSeconds < (1 - LatencyShare - ThroughputShare) * settings.Seconds))
        {
            cancellation.ThrowIfCancellationRequested();
            ours.Add(Milliseconds(Load));
            raws.Add(Milliseconds(() => ManagedApiSession.Open(settings, model.Device)));
        }
        return new LoadResult(Samples.Median(ours), Samples.Median(raws));
    }

    private static double Milliseconds(Func<IDisposable> load)
    {
        var start = Stopwatch.GetTimestamp();
        using var loaded = load();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
