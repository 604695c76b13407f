namespace OnnxForge.Inference;

/// <summary>Why a run gave no outputs.</summary>
/// <param name="error">The error.</param>
public sealed class RunFailedEventArgs(InferenceException error) : EventArgs
{
    /// <summary>What the caller of the run is about to receive.</summary>
    public InferenceException Error { get; } = error;
}
