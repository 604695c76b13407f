namespace OnnxForge.Export;

/// <summary>A factor of a <see cref="DimensionTerm"/>: a named size, or the floor of a quotient.</summary>
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
    /// No constant. Its constant part is in [0, Divisor), and so is each coefficient: with sizes that are not negative the numerator
    /// is not negative either, so ONNX's Div, which truncates towards zero, gives the floor.
    /// </param>
    /// <param name="Divisor">At least 2.</param>
    internal sealed record Floor(Dimension Numerator, long Divisor) : DimensionAtom
    {
        internal override string SortKey => "1" + ToString();

        /// <inheritdoc/>
        public override string ToString() =>
            Numerator.Terms.Count == 1 ? $"floor({Numerator}/{Divisor})" : $"floor(({Numerator})/{Divisor})";
    }
}
