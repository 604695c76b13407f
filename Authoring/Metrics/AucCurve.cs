namespace OnnxForge.Authoring;

/// <summary>The curve whose area is measured.</summary>
public enum AucCurve
{
    /// <summary>The share of ones that are found over the share of zeros taken for ones (receiver operating characteristic).</summary>
    Roc,

    /// <summary>Precision over recall.</summary>
    PrecisionRecall,
}
