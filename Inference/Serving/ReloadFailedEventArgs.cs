namespace OnnxForge.Inference;

/// <summary>Why a changed file was not loaded.</summary>
/// <param name="error">The error.</param>
public sealed class ReloadFailedEventArgs(Exception error) : EventArgs
{
    /// <summary>The error; the model runs on as it was.</summary>
    public Exception Error { get; } = error;
}
