using OnnxForge.Inference;
using TorchSharp;

namespace OnnxForge.Benchmarks;

/// <summary>What a model that is loaded and has just run, but runs no more, takes from libtorch in the same process.</summary>
internal static class LibTorchBenchmark
{
    public static Measurement IdleModel()
    {
        using var model = InferenceModel.Load(BenchmarkModels.Perceptron(256, 1024, 256));
        var rows = new float[256 * 64];
        using var left = torch.rand(384, 384);
        using var right = torch.rand(384, 384);
        void Product() => torch.matmul(left, right).Dispose();
        var ratios = new double[61];
        Product();
        for (var round = 0; round < ratios.Length; round++)
        {
            model.Predict(rows);
            var beside = Time(Product);

            // By then the model's threads have gone to sleep, whatever they do when they wait.
            Thread.Sleep(20);
            ratios[round] = beside / Time(Product);
        }

        return new Measurement("libtorch's matmul beside a model that has just run over alone", Interleaved.Median(ratios), 1.15, FormattableString.Invariant($"{ratios.Length} rounds"));
    }

    private static double Time(Action action)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var i = 0; i < 4; i++)
        {
            action();
        }

        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
