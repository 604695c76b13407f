namespace OnnxForge.Cli;

/// <summary>Something the user gave (an option, a file, a cell) is not usable; the message has four parts, as all errors of the house.</summary>
internal sealed class InputException : Exception
{
    /// <summary>An error whose message reads <c>Where: expected X; received Y. Remedy</c>.</summary>
    /// <param name="where">The option, or the file with column and row.</param>
    /// <param name="expected">What is needed, as a noun phrase.</param>
    /// <param name="received">What was given, as a noun phrase.</param>
    /// <param name="remedy">What to do now, as a whole sentence with its period.</param>
    /// <param name="inner">The cause, where another exception is the cause.</param>
    public InputException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base($"{where}: expected {expected}; received {received}. {remedy}", inner) { }
}
