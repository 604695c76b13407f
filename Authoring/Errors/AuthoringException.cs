namespace OnnxForge.Authoring;

/// <summary>An error of authoring, training or saving, in four parts: where, what was expected, what was received, what to do.</summary>
public class AuthoringException : Exception
{
    /// <summary>An error whose message reads <c>Where: expected X; received Y. Remedy</c>.</summary>
    /// <param name="where">The place: a model path, a file and entry, a type and parameter.</param>
    /// <param name="expected">What the place needs, as a noun phrase.</param>
    /// <param name="received">What it got, as a noun phrase.</param>
    /// <param name="remedy">What to do now, as a whole sentence with its period.</param>
    /// <param name="inner">The cause, where another exception is the cause.</param>
    public AuthoringException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base($"{where}: expected {expected}; received {received}. {remedy}", inner)
    {
        Where = where;
        Expected = expected;
        Received = received;
        Remedy = remedy;
    }

    /// <summary>The place of the error.</summary>
    public string Where { get; }

    /// <summary>What the place needs.</summary>
    public string Expected { get; }

    /// <summary>What the place got.</summary>
    public string Received { get; }

    /// <summary>What to do now.</summary>
    public string Remedy { get; }
}
