namespace OnnxForge.Authoring;

/// <summary>Training data is missing, malformed, or not usable for the model.</summary>
public sealed class DataException : AuthoringException
{
    /// <inheritdoc cref="AuthoringException(string, string, string, string, Exception?)"/>
    public DataException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) { }
}
