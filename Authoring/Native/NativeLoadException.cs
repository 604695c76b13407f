namespace OnnxForge.Authoring.Native;

/// <summary>libtorch or TorchSharp's native library could not be loaded; the message names the true cause and what to do.</summary>
public sealed class NativeLoadException : Exception
{
    /// <summary>An error with its cause and remedy.</summary>
    public NativeLoadException(string message, Exception? inner = null) : base(message, inner) { }
}
