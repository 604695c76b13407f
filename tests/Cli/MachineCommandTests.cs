using OnnxForge.Cli;
using OnnxForge.Inference;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class MachineCommandTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Doctor_Machine_IsThatOfTheReport()
    {
        var run = CliRun.Of("doctor");

        Assert.AreEqual(0, run.Code, run.Error);
        var report = MachineReport.Create();
        StringAssert.Contains(run.Output, $"\nONNX Runtime:  {report.RuntimeVersion}\n");
        StringAssert.Contains(run.Output, $"\nProviders:     {string.Join(", ", report.Providers)}\n");
        StringAssert.Contains(run.Output, $"\nProcessors:    {Environment.ProcessorCount}\n");
        StringAssert.Contains(run.Output, "\nlibtorch:      not looked at; --libtorch loads it\n");
        if (report.Cuda.Problem() is { } problem) StringAssert.Contains(run.Output, $"\nCUDA:          not usable, {problem}");
    }

    [TestMethod]
    public void Doctor_Json_SaysWhereModelsRun()
    {
        var run = CliRun.Of("doctor", "--device", "cpu", "--libtorch", "--json");

        Assert.AreEqual(0, run.Code, run.Error);
        Assert.IsTrue((bool)run.Json["holds"]!);
        Assert.AreEqual("cpu", (string?)run.Json["device"]!["name"]);
        Assert.AreEqual("asked for", (string?)run.Json["device"]!["reason"]);
        Assert.IsTrue((bool)run.Json["libtorch"]!["loads"]!);
        Assert.AreEqual(MachineReport.Create().Cuda.Problem(), (string?)run.Json["onnxRuntime"]!["cuda"]!["problem"]);
        Assert.IsGreaterThan(0, (long)run.Json["memoryBytes"]!);
    }

    [TestMethod]
    public void Doctor_DeviceThatDoesNotWork_IsExit1WithTheCause()
    {
        var run = CliRun.Of("doctor", "--device", "cuda:99");

        Assert.AreEqual(1, run.Code);
        StringAssert.Contains(run.Output, "\nModels run on: nothing\n");
        StringAssert.Contains(run.Error, "onnxforge: Device cuda:99: expected a CUDA device that ONNX Runtime can use; received ");
        Assert.AreEqual(2, CliRun.Of("doctor", "--device", "gpu").Code);
    }

    [TestMethod]
    public void Bench_Model_MeasuresBothLibraries()
    {
        File.WriteAllBytes(folder["linear.onnx"], HandMadeModels.Linear);

        var run = CliRun.Of("bench", folder["linear.onnx"], "--seconds", "0.5", "--batch", "4", "--threads", "2", "--run-threads", "1", "--json");

        Assert.AreEqual(0, run.Code, run.Error);
        var calls = run.Json["calls"]!.AsArray().ToDictionary(call => (string)call!["name"]!, call => call!.AsObject());
        CollectionAssert.AreEqual(new[] { "OrtValue", "NamedOnnxValue", "Run", "Run into tensors", "BoundRun" }, calls.Keys.ToArray());
        foreach (var call in calls.Values)
        {
            double[] latencies = [.. ((string[])["p50", "p90", "p99", "p999"]).Select(name => (double)call[name]!)];
            CollectionAssert.AreEqual(latencies.Order().ToArray(), latencies);
            Assert.IsGreaterThan(0, latencies[0]);
            Assert.IsGreaterThan(0, (int)call["count"]!);
            Assert.AreEqual(call["reference"] is null, call["ratio"] is null);
        }
        // What .NET itself allocates once, spread over all calls, is far below a byte.
        Assert.IsLessThan(1, (double)calls["BoundRun"]["bytesPerCall"]!);
        Assert.IsGreaterThan(0, (double)calls["NamedOnnxValue"]["bytesPerCall"]!);
        CollectionAssert.AreEqual(new[] { 1, 2 }, run.Json["throughput"]!.AsArray().Select(row => (int)row!["callers"]!).ToArray());
        Assert.IsTrue(run.Json["throughput"]!.AsArray().All(row => (double)row!["callsPerSecond"]! > 0 && (double)row["rawCallsPerSecond"]! > 0));
        Assert.IsGreaterThan(0, (double)run.Json["load"]!["ratio"]!);
    }

    [TestMethod]
    public void Bench_ModelOfTexts_IsMeasuredInTheWaysThatTextHas()
    {
        File.WriteAllBytes(folder["text.onnx"], HandMadeModels.Identity(OnnxModelBuilder.Text));

        var run = CliRun.Of("bench", folder["text.onnx"], "--seconds", "0.2");

        Assert.AreEqual(0, run.Code, run.Error);
        StringAssert.StartsWith(run.Output, "(x string [n]) -> (y string [n]) on cpu (");
        StringAssert.Contains(run.Output, "\nLatencies of Run:\n");
        StringAssert.Contains(run.Output, "\nLoad: ");
        StringAssert.Contains(run.Output, "\nNoise: the median of the same call moved by ");
    }

    [TestMethod]
    public void Lines_Latencies_AreBarsOnALogarithmicAxis()
    {
        double[] latencies = [.. Enumerable.Repeat(10.0, 75), .. Enumerable.Repeat(10000.0, 25)];

        var lines = Histogram.Lines(latencies);

        Assert.HasCount(12, lines);
        Assert.AreEqual($"       10.0\u00a0\u00b5s {new string('#', 40)} 75.0%", lines[0]);
        Assert.AreEqual($"    5,623.4\u00a0\u00b5s {new string('#', 14)}{new string(' ', 26)} 25.0%", lines[^1]);
    }
}
