using System.Diagnostics;
using System.Globalization;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Benchmarks;

/// <summary>What loading takes of memory and time.</summary>
internal static class LoadBenchmarks
{
    /// <summary>The variable that tells a process that it is the child of <see cref="Memory"/>: the path of the model to load.</summary>
    private const string ChildMark = "ONNXFORGE_LOAD_MEMORY_OF";

    private const int Layers = 25, Width = 2048;

    /// <summary>By how much the memory of a fresh process peaks when it loads 400 MB of weights beside the model and runs it, over their size.</summary>
    /// <param name="arguments">The arguments that make this program call <see cref="Child"/>.</param>
    public static Measurement Memory(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WriteExternalChain(folder.File("m.onnx"), Layers, Width);
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        start.Environment[ChildMark] = folder.File("m.onnx");
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (!File.Exists(folder.File("m.onnx.peak")))
        {
            throw new InvalidOperationException(output);
        }

        var (peak, weights) = (long.Parse(File.ReadAllText(folder.File("m.onnx.peak")), CultureInfo.InvariantCulture), (long)Layers * Width * Width * 4);
        return new Measurement("peak memory of a load with external data and a run over its weights", (double)peak / weights, 1.1, FormattableString.Invariant($"{peak / 1e6:f0} MB over {weights / 1e6:f0} MB"));
    }

    /// <summary>Loads and runs the model that the parent wrote, and writes down what it took. False in a process that is no such child.</summary>
    public static bool Child()
    {
        if (Environment.GetEnvironmentVariable(ChildMark) is not { } path)
        {
            return false;
        }

        InferenceModel.Load(BenchmarkModels.Perceptron(4, 16, 2)).Dispose();
        var before = Peak();
        using var model = InferenceModel.Load(path);
        model.Predict(new float[Width]);
        File.WriteAllText(path + ".peak", (Peak() - before).ToString(CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>The checks of a file of 100 MB over its load.</summary>
    public static Measurement Validation()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("m.onnx"), BenchmarkModels.Chain(100, 512));
        var trusted = new InferenceOptions { Trusted = true, Optimization = GraphOptimization.None };
        var (ratio, ours, theirs) = Interleaved.Measure(
            () => AdmittedModel.Admit(ModelSource.Of(folder.File("m.onnx")), new InferenceOptions()), () => InferenceModel.Load(folder.File("m.onnx"), trusted).Dispose(), 1, 7);
        return new Measurement("checks of 100 MB over their load without checks", ratio, 0.05, FormattableString.Invariant($"{ours / 1000:f2} ms over {theirs / 1000:f0} ms"));
    }

    /// <summary>The most memory that this process has had at once, in bytes.</summary>
    private static long Peak()
    {
        if (!OperatingSystem.IsLinux())
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }

        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
