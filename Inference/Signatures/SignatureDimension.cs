using System.Globalization;

namespace OnnxForge.Inference;

/// <summary>One dimension of a model's input or output: a fixed size, a named size that may differ from run to run, or unknown.</summary>
/// <param name="Size">The fixed size; null where it may differ.</param>
/// <param name="Symbol">The name of a size that may differ; equal names are equal sizes within a run. Null for a fixed or unnamed size.</param>
public readonly record struct SignatureDimension(long? Size, string? Symbol)
{
    /// <summary>A dimension of a fixed size.</summary>
    public static SignatureDimension Of(long size) => new(size, null);

    /// <summary>A dimension of a named size, such as "batch".</summary>
    public static SignatureDimension Named(string symbol) => new(null, symbol);

    /// <summary>The size, else the name, else "?".</summary>
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
