using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace OnnxForge.Inference;

/// <summary>The instruments, with names and units as OpenTelemetry writes them.</summary>
internal static class Instruments
{
    public const string ModelTag = "onnxforge.model", DeviceTag = "onnxforge.device", OutcomeTag = "onnxforge.outcome", ErrorTag = "error.type";

    private static readonly string? Version = typeof(Instruments).Assembly.GetName().Version?.ToString(3);

    public static readonly ActivitySource Activities = new(InferenceTelemetry.Name, Version);

    private static readonly Meter Meter = new(InferenceTelemetry.Name, Version);

    public static readonly Counter<long> Runs = Meter.CreateCounter<long>("onnxforge.inference.runs", "{run}", "Runs that ended.");

    public static readonly Histogram<double> RunDuration = Seconds("onnxforge.inference.run.duration", "Duration of runs.");

    public static readonly Counter<long> Failures = Meter.CreateCounter<long>("onnxforge.inference.failures", "{failure}", "Runs that failed, and requests that a full queue refused.");

    public static readonly Counter<long> Reloads = Meter.CreateCounter<long>("onnxforge.inference.reloads", "{reload}", "Reloads of models.");

    public static readonly Counter<long> Sessions = Meter.CreateCounter<long>("onnxforge.inference.sessions", "{session}", "Sessions made for short runs that met.");

    public static readonly Histogram<long> BatchSize = Rows("onnxforge.inference.batch.size", "Rows of the batches that dispatchers ran.");

    public static readonly Histogram<double> QueueDuration = Seconds("onnxforge.inference.queue.duration", "Time that requests waited in dispatchers before their batch ran.");

    /// <summary>The dispatchers at work; weak, so that one that nobody disposed of can go.</summary>
    private static readonly ConditionalWeakTable<BatchDispatcher, object?> Dispatchers = [];

    public static readonly Instrument QueueLength = Meter.CreateObservableUpDownCounter(
        "onnxforge.inference.queue.length", Lengths, "{request}", "Requests that wait in dispatchers.");

    public static bool RunsAreWatched => Runs.Enabled || RunDuration.Enabled || Activities.HasListeners();

    public static double SecondsSince(long timestamp) => Stopwatch.GetElapsedTime(timestamp).TotalSeconds;

    public static void Enter(BatchDispatcher dispatcher) => Dispatchers.AddOrUpdate(dispatcher, null);

    public static void Leave(BatchDispatcher dispatcher) => Dispatchers.Remove(dispatcher);

    public static void CountFailure(string model, Exception error)
    {
        if (Failures.Enabled)
        {
            Failures.Add(1, new TagList { { ModelTag, model }, { ErrorTag, error.GetType().FullName } });
        }
    }

    public static void CountReload(string model, Exception? error) => Count(Reloads, model, error);

    public static void CountSession(string model, Exception? error) => Count(Sessions, model, error);

    private static void Count(Counter<long> counter, string model, Exception? error)
    {
        if (counter.Enabled)
        {
            var tags = new TagList { { ModelTag, model }, { OutcomeTag, error is null ? "success" : "failure" } };
            if (error is not null)
            {
                tags.Add(ErrorTag, error.GetType().FullName);
            }

            counter.Add(1, tags);
        }
    }

    private static IEnumerable<Measurement<long>> Lengths() => Dispatchers
        .GroupBy(dispatcher => dispatcher.Key.ModelLabel, dispatcher => dispatcher.Key.QueueLength, StringComparer.Ordinal)
        .Select(model => new Measurement<long>(model.Sum(), new KeyValuePair<string, object?>(ModelTag, model.Key)));

#if NET9_0_OR_GREATER
    // Without advice a collector would put all runs of less than 5 s into one bucket.
    private static Histogram<double> Seconds(string name, string description) => Meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    private static Histogram<long> Rows(string name, string description) => Meter.CreateHistogram(
        name, "{row}", description, advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] });
#else
    private static Histogram<double> Seconds(string name, string description) => Meter.CreateHistogram<double>(name, "s", description);

    private static Histogram<long> Rows(string name, string description) => Meter.CreateHistogram<long>(name, "{row}", description);
#endif
}
