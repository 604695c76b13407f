namespace OnnxForge.Authoring;

/// <summary>Which figures of a watched value are better.</summary>
public enum MonitorMode
{
    /// <summary>Greater ones for accuracies, AUC, precision, recall, F1, R² and IoU, by the name; smaller ones for everything else.</summary>
    Auto,

    /// <summary>Smaller ones.</summary>
    Min,

    /// <summary>Greater ones.</summary>
    Max,
}
