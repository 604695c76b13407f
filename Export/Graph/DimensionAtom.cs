namespace OnnxForge.Export;

/// <summary>A factor of a <see cref="DimensionTerm"/>: a named size, the floor of a quotient, or the smaller or larger of two expressions.</summary>
internal abstract record DimensionAtom
{
    private DimensionAtom()
    {
    }

    /// <summary>A text that orders atoms the same way on every machine.</summary>
    internal abstract string SortKey { get; }

    /// <summary>A named size, such as <c>batch</c>.</summary>
    /// <param name="Name">The name as it stands in the file's <c>dim_param</c>.</param>
    internal sealed record Symbol(string Name) : DimensionAtom
    {
        internal override string SortKey => "0" + Name;

        /// <inheritdoc/>
        public override string ToString() => Name;
    }

    /// <summary>The largest integer not above <c>Numerator / Divisor</c>.</summary>
    /// <param name="Numerator">
    /// No constant. Its constant part is in [0, Divisor), and so is each coefficient: where no atom in it is negative, the numerator is not
    /// negative either, so ONNX's Div, which truncates towards zero, gives the floor.
    /// </param>
    /// <param name="Divisor">At least 2.</param>
    internal sealed record Floor(Dimension Numerator, long Divisor) : DimensionAtom
    {
        internal override string SortKey => "1" + ToString();

        /// <inheritdoc/>
        public override string ToString() =>
            Numerator.Terms.Count == 1 ? $"floor({Numerator}/{Divisor})" : $"floor(({Numerator})/{Divisor})";
    }

    /// <summary>The larger or the smaller of two expressions.</summary>
    /// <param name="Largest">Whether it is the larger one.</param>
    /// <param name="Left">The operand whose text comes first.</param>
    /// <param name="Right">The other operand.</param>
    internal sealed record Extreme(bool Largest, Dimension Left, Dimension Right) : DimensionAtom
    {
        internal override string SortKey => "2" + ToString();

        /// <inheritdoc/>
        public override string ToString() => $"{(Largest ? "max" : "min")}({Left}, {Right})";
    }

    /// <summary>Whether no sizes of 0 and more make it negative, as far as its form shows.</summary>
    internal bool IsNeverNegative => this switch
    {
        Floor floor => floor.Numerator.IsNeverNegative,
        Extreme { Largest: true } extreme => extreme.Left.IsNeverNegative || extreme.Right.IsNeverNegative,
        Extreme extreme => extreme.Left.IsNeverNegative && extreme.Right.IsNeverNegative,
        _ => true,
    };

    /// <summary>The names in it.</summary>
    internal IEnumerable<string> Symbols => this switch
    {
        Symbol symbol => [symbol.Name],
        Floor floor => floor.Numerator.Symbols,
        Extreme extreme => extreme.Left.Symbols.Concat(extreme.Right.Symbols),
        _ => [],
    };
}
