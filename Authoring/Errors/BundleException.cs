namespace OnnxForge.Authoring;

/// <summary>A bundle or weights file cannot be written, or does not hold what it must.</summary>
public sealed class BundleException : AuthoringException
{
    /// <inheritdoc cref="AuthoringException(string, string, string, string, Exception?)"/>
    public BundleException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) { }
}
