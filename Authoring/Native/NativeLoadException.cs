namespace OnnxForge.Authoring.Native;

/// <summary>libtorch or TorchSharp's native library could not be loaded; the message names the true cause and what to do.</summary>
public sealed class NativeLoadException : Exception
{
    /// <summary>An error with its cause and remedy.</summary>
    public NativeLoadException(string message, Exception? inner = null) : base(message, inner) { }

    internal static NativeLoadException DoesNotLoad(string path, Exception cause) => new(
        $"libtorch: expected {path} to load; received: {cause.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.')}. Install what it misses, or reinstall the package that brought it.",
        cause);
}
