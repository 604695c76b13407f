namespace OnnxForge.Authoring;

/// <summary>How categories become numbers.</summary>
public enum OutputMode
{
    /// <summary>A vector for each category, 1 at its place and 0 elsewhere.</summary>
    OneHot,

    /// <summary>A vector for each sample, 1 at the place of every category that it has.</summary>
    MultiHot,

    /// <summary>A vector for each sample, how often it has each category.</summary>
    Count,
}
