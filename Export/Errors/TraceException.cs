namespace OnnxForge.Export;

/// <summary>The function cannot be followed: it branches on its data or on its input's size, or changes memory in a way that is not supported.</summary>
public sealed class TraceException : ExportException
{
    internal TraceException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) { }
}
