namespace OnnxForge.Cli;

/// <summary>The time of one prediction of a batch, in microseconds; medians of interleaved runs in one process.</summary>
/// <param name="Batch">Rows a prediction.</param>
/// <param name="TorchSharp">The eager model.</param>
/// <param name="OnnxRuntime">The exported model.</param>
/// <param name="Pairs">How many pairs of runs the medians are of.</param>
internal sealed record LatencyResult(int Batch, double TorchSharp, double OnnxRuntime, int Pairs)
{
    /// <summary>How many times faster ONNX Runtime is.</summary>
    public double Ratio => TorchSharp / OnnxRuntime;
}
