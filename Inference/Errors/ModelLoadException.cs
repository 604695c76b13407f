namespace OnnxForge.Inference;

/// <summary>A model could not be loaded: the file is missing or damaged, or holds what this room cannot run.</summary>
public sealed class ModelLoadException : InferenceException
{
    internal ModelLoadException(string? path, string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) => Path = path;

    /// <summary>The path given to load; null for a model given as bytes.</summary>
    public string? Path { get; }
}
