namespace OnnxForge.Authoring;

/// <summary>A custom object, its config, or a combination of objects is not valid.</summary>
public sealed class ConfigException : AuthoringException
{
    /// <inheritdoc cref="AuthoringException(string, string, string, string, Exception?)"/>
    public ConfigException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) { }
}
