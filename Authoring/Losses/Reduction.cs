namespace OnnxForge.Authoring;

/// <summary>How a loss makes one number of its values.</summary>
public enum Reduction
{
    /// <summary>Their mean. Sample weights multiply the values; the divisor stays the number of values that count.</summary>
    Mean,

    /// <summary>Their sum, each multiplied by its sample weight.</summary>
    Sum,

    /// <summary>The values themselves, each multiplied by its sample weight: for loops of one's own, as Fit needs one number.</summary>
    None,
}
