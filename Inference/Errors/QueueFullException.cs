namespace OnnxForge.Inference;

/// <summary>A dispatcher's queue has no room, and <see cref="BatchOptions.WhenFull"/> says not to wait.</summary>
public sealed class QueueFullException : InferenceException
{
    internal QueueFullException(string where, string expected, string received, string remedy)
        : base(where, expected, received, remedy)
    {
    }
}
