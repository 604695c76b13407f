namespace OnnxForge.Cli;

/// <summary>Bytes that are no Protocol Buffers message of the expected form.</summary>
internal sealed class WireFormatException(string message) : Exception(message);
