namespace OnnxForge.Export;

/// <summary>An export that was refused; the message says where, what was expected, what was received, and what to do. No file was touched.</summary>
public class ExportException : Exception
{
    /// <summary>An error with its whole message.</summary>
    public ExportException(string message, Exception? inner = null) : base(message, inner) { }

    internal ExportException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base($"{where}: expected {expected}; received {received}. {remedy}", inner) { }
}
