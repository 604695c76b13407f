using System.Globalization;

namespace OnnxForge.Export;

/// <summary>A model does not fit one protobuf message.</summary>
internal sealed class ModelTooLargeException(string graph, long maximumBytes, long receivedBytes) : GraphException(
    $"Model '{graph}'",
    string.Create(CultureInfo.InvariantCulture, $"at most {maximumBytes} bytes, what one protobuf message holds"),
    string.Create(CultureInfo.InvariantCulture, $"{receivedBytes} bytes"),
    "Use smaller or half precision weights, or split the model.")
{
    /// <summary>The bytes the file would take.</summary>
    public long ReceivedBytes { get; } = receivedBytes;
}
