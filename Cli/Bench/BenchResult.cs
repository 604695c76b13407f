using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>What was measured of a model.</summary>
/// <param name="Signature">What it takes and gives.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Batch">The size of open first dimensions.</param>
/// <param name="Calls">The ways to call it.</param>
/// <param name="Throughput">Calls a second, of both libraries, with one caller and with several.</param>
/// <param name="Load">Milliseconds to load it.</param>
/// <param name="Spread">How much the reference's median moved from round to round, as a share of it.</param>
internal sealed record BenchResult(ModelSignature Signature, ModelDevice Device, int Batch, IReadOnlyList<CallResult> Calls, IReadOnlyList<ThroughputResult> Throughput, LoadResult Load, double Spread);

/// <summary>What was measured of one way to call a model.</summary>
/// <param name="Name">The way.</param>
/// <param name="Reference">The way of ONNX Runtime's own library that it stands against; null for one of those.</param>
/// <param name="Microseconds">All latencies, ascending.</param>
/// <param name="BytesPerCall">Managed memory allocated by the calling thread.</param>
/// <param name="Ratio">The median over rounds of its median over that of the reference; null for a reference.</param>
/// <param name="RatioLow">The ratio that 10 % of the rounds stay below.</param>
/// <param name="RatioHigh">The ratio that 90 % of the rounds stay below.</param>
internal sealed record CallResult(string Name, string? Reference, IReadOnlyList<double> Microseconds, double BytesPerCall, double? Ratio, double? RatioLow, double? RatioHigh);

/// <summary>Throughput with a number of callers.</summary>
/// <param name="Callers">Threads that call at the same time.</param>
/// <param name="Ours">Our library's calls a second.</param>
/// <param name="Raw">ONNX Runtime's own library's calls a second.</param>
internal sealed record ThroughputResult(int Callers, double Ours, double Raw);

/// <summary>Medians of loading.</summary>
/// <param name="Ours">Milliseconds of our library, checks included.</param>
/// <param name="Raw">Milliseconds of ONNX Runtime's own library.</param>
internal sealed record LoadResult(double Ours, double Raw);
