namespace OnnxForge.Cli;

/// <summary>One way to run the model.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Call">Runs it once.</param>
/// <param name="Reference">The name of the way of ONNX Runtime's own library that it stands against; null for one of those.</param>
internal sealed record BenchCall(string Name, Action Call, string? Reference);
