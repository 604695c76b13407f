namespace OnnxForge.Cli;

/// <summary>A request cannot be answered; the message has the four parts and goes back to the client with the status.</summary>
/// <param name="status">The HTTP status, 400 to 599.</param>
/// <param name="where">The part of the request.</param>
/// <param name="expected">What is needed, as a noun phrase.</param>
/// <param name="received">What came, as a noun phrase.</param>
/// <param name="remedy">What to do, as a whole sentence with its period.</param>
internal sealed class RequestException(int status, string where, string expected, string received, string remedy)
    : Exception($"{where}: expected {expected}; received {received}. {remedy}")
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
