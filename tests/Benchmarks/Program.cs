using OnnxForge.Benchmarks;

if (LoadBenchmarks.Child())
{
    return 0;
}

Console.WriteLine($"{Environment.ProcessorCount} processors");
var failed = 0;
foreach (var measure in new Func<Measurement>[]
{
    CallBenchmarks.BoundCall, CallBenchmarks.SimpleCall, CallBenchmarks.NamedCall, () => CallBenchmarks.TwoThreads(4, 16, 2, 1), () => CallBenchmarks.TwoThreads(64, 256, 64, 1), () => CallBenchmarks.TwoThreads(256, 512, 256, 16),
    LibTorchBenchmark.IdleModel, () => LoadBenchmarks.Memory(), LoadBenchmarks.Validation,
})
{
    var measurement = Measurement.Of(measure);
    failed += measurement.Holds ? 0 : 1;
    Console.WriteLine($"{(measurement.Holds ? "ok    " : "MISSED")} {measurement}");
}

return failed;
