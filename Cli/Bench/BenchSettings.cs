using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>How a model is measured.</summary>
/// <param name="Path">The .onnx file.</param>
/// <param name="Batch">The size of open first dimensions.</param>
/// <param name="Callers">Threads that call at the same time.</param>
/// <param name="RunThreads">Threads that work on one run; null for one per physical core.</param>
/// <param name="Seconds">About how long all takes.</param>
/// <param name="Device">Where the model runs.</param>
/// <param name="Inputs">Options of .npy files; none for made-up values.</param>
internal sealed record BenchSettings(string Path, int Batch, int Callers, int? RunThreads, double Seconds, Device Device, IReadOnlyList<string> Inputs);
