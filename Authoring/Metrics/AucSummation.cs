namespace OnnxForge.Authoring;

/// <summary>How the area between two neighbouring thresholds is measured.</summary>
public enum AucSummation
{
    /// <summary>By the mean height; for precision and recall, along the true curve between two counts (Davis and Goadrich 2006).</summary>
    Interpolation,

    /// <summary>By the lower height, which gives the area or less.</summary>
    Minoring,

    /// <summary>By the higher height, which gives the area or more.</summary>
    Majoring,
}
