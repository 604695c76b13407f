using System.Diagnostics;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Times single predictions of both sides, in turn, in one process.</summary>
internal static class LatencyMeasurement
{
    private const int WarmUpPairs = 30;
    private const int FewestPairs = 50;
    private const int MostPairs = 1000;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    /// <summary>Medians over many pairs; the side that starts changes from pair to pair.</summary>
    /// <param name="eager">The TorchSharp model.</param>
    /// <param name="exported">The same model in ONNX Runtime.</param>
    /// <param name="batch">The rows of one prediction.</param>
    /// <param name="cancellation">Ends the measuring.</param>
    public static LatencyResult Measure(EagerModel eager, InferenceModel exported, RowBatch batch, CancellationToken cancellation)
    {
        List<double> torchSharp = [], onnxRuntime = [];
        for (var pair = 0; pair < WarmUpPairs; pair++) RunPair(pair);
        torchSharp.Clear();
        onnxRuntime.Clear();
        var start = Stopwatch.GetTimestamp();
        for (var pair = 0; pair < MostPairs && (pair < FewestPairs || Stopwatch.GetElapsedTime(start) < Budget); pair++)
        {
            cancellation.ThrowIfCancellationRequested();
            RunPair(pair);
        }
        return new LatencyResult((int)batch.Eager[0].shape[0], Median(torchSharp), Median(onnxRuntime), torchSharp.Count);

        void RunPair(int pair)
        {
            if (pair % 2 == 0) torchSharp.Add(Time(RunEager));
            onnxRuntime.Add(Time(() => exported.Run(batch.Feed)));
            if (pair % 2 == 1) torchSharp.Add(Time(RunEager));
        }

        void RunEager()
        {
            using var scope = NewDisposeScope();
            eager.Call(batch.Eager)[0].data<float>().ToArray();
        }
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
