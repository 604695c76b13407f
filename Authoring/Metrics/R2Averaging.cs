namespace OnnxForge.Authoring;

/// <summary>How the scores of several outputs become one.</summary>
public enum R2Averaging
{
    /// <summary>Their mean, each alike.</summary>
    Uniform,

    /// <summary>Their mean, each by the variance of its targets: the variance explained of all outputs together.</summary>
    VarianceWeighted,
}
