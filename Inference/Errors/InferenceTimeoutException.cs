namespace OnnxForge.Inference;

/// <summary>A run took longer than <see cref="InferenceOptions.TimeLimit"/> and was stopped; the model can run again.</summary>
public sealed class InferenceTimeoutException : InferenceException
{
    internal InferenceTimeoutException(string where, string expected, string received, string remedy, Exception inner)
        : base(where, expected, received, remedy, inner)
    {
    }
}
