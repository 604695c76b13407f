namespace OnnxForge.Export;

/// <summary>The base of what goes wrong in a graph or its file: where, what was expected, what was received, what to do.</summary>
internal abstract class GraphException : Exception
{
    /// <summary>Composes the message <c>Where: expected X; received Y. Do this.</c></summary>
    protected GraphException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base($"{where}: expected {expected}; received {received}. {remedy}", inner)
    {
        Where = where;
        Expected = expected;
        Received = received;
        Remedy = remedy;
    }

    /// <summary>The place: a node, a value, a file's part.</summary>
    public string Where { get; }

    /// <summary>What the place should have held.</summary>
    public string Expected { get; }

    /// <summary>What it held.</summary>
    public string Received { get; }

    /// <summary>A sentence that says what cures it.</summary>
    public string Remedy { get; }
}
