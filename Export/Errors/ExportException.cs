namespace OnnxForge.Export;

/// <summary>An export that was refused, or a file that cannot be read; no file was touched.</summary>
public class ExportException : Exception
{
    internal ExportException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base($"{where}: expected {expected}; received {received}. {remedy}", inner)
    {
        Where = where;
        Expected = expected;
        Received = received;
        Remedy = remedy;
    }

    /// <summary>The place: an operator with its C# line, an input, a node, a part of a file.</summary>
    public string Where { get; }

    /// <summary>What the place should have held.</summary>
    public string Expected { get; }

    /// <summary>What it held.</summary>
    public string Received { get; }

    /// <summary>A sentence that says what cures it.</summary>
    public string Remedy { get; }
}
