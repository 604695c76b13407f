namespace OnnxForge.Authoring;

/// <summary>How random first weights are distributed, around 0.</summary>
public enum WeightDistribution
{
    /// <summary>Normal, cut at two standard deviations, and widened so that what is left has the deviation asked for.</summary>
    TruncatedNormal,

    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Uniform.</summary>
    Uniform,
}
