namespace OnnxForge.Inference;

/// <summary>A .npy or .npz file is damaged or holds what a tensor cannot hold, or a tensor holds what such a file cannot.</summary>
public sealed class NpyFormatException : InferenceException
{
    internal NpyFormatException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner)
    {
    }
}
