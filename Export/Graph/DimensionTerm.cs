using System.Globalization;

namespace OnnxForge.Export;

/// <summary>A product of an integer and of zero or more atoms: one summand of a <see cref="Dimension"/>.</summary>
internal sealed class DimensionTerm : IEquatable<DimensionTerm>
{
    internal DimensionTerm(long coefficient, IReadOnlyList<DimensionAtom> factors)
    {
        Coefficient = coefficient;
        Factors = factors;
        Key = string.Join('*', factors.Select(factor => factor.SortKey));
    }

    /// <summary>The integer factor; never 0.</summary>
    public long Coefficient { get; }

    /// <summary>The atoms in canonical order, a power as a repeated atom; empty for the constant term.</summary>
    public IReadOnlyList<DimensionAtom> Factors { get; }

    /// <summary>Equal for two terms exactly when their atoms are equal.</summary>
    internal string Key { get; }

    /// <inheritdoc/>
    public bool Equals(DimensionTerm? other) => other is not null && Coefficient == other.Coefficient && Key == other.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DimensionTerm);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Coefficient, string.GetHashCode(Key, StringComparison.Ordinal));

    /// <summary>The term without its sign: <c>2*batch</c>, <c>batch</c>, <c>7</c>.</summary>
    internal string Magnitude()
    {
        var size = UnsignedMagnitude(Coefficient).ToString(CultureInfo.InvariantCulture);
        if (Factors.Count == 0)
        {
            return size;
        }

        var product = string.Join('*', Factors);
        return size == "1" ? product : $"{size}*{product}";
    }

    // Math.Abs throws on the smallest long.
    private static ulong UnsignedMagnitude(long value) => value < 0 ? (ulong)(-(value + 1)) + 1 : (ulong)value;
}
