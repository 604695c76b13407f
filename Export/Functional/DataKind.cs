namespace OnnxForge.Export;

/// <summary>How fresh data is made from an example.</summary>
public enum DataKind
{
    /// <summary>The example's rows, their floating values varied by a tenth.</summary>
    Near,

    /// <summary>Normal values of several magnitudes and both signs; integers anywhere in the example's range.</summary>
    Wide,

    /// <summary>Zeros, ones, halves and the example's extremes, many of them equal; integers at both ends of the example's range.</summary>
    Special,
}
