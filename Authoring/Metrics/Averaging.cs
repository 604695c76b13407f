namespace OnnxForge.Authoring;

/// <summary>How the figures of several classes become one.</summary>
public enum Averaging
{
    /// <summary>The mean over the classes, each alike.</summary>
    Macro,

    /// <summary>One figure of all classes' counts together.</summary>
    Micro,

    /// <summary>The mean over the classes, each as often as it is true.</summary>
    Weighted,
}
