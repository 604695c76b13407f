namespace OnnxForge.Export;

/// <summary>Functions that look at how a floating number is stored.</summary>
internal static class FloatingFormatLowerings
{
    // half to one and a half steps of the type away, so that rounding gives the neighbour
    [Lowering("aten::nextafter")]
    public static Value Neighbour(LoweringContext c)
    {
        if (c.ResultType != DataType.Float) throw LoweringContext.Refuse($"nextafter of {DataTypes.NameOf(c.ResultType)}; compute in float32");
        const double step = 1.0 / (1 << 23), smallest = 1.401298464324817e-45;
        var (from, to) = (c.Float64(0), c.Float64(1));
        var distance = c.Maximum(c.Multiply(c.Absolute(from), 0.7 * step), c.Scalar(0.7 * smallest, from.Type));
        var moved = c.Where(c.Less(from, to), c.Add(from, distance), c.Subtract(from, distance));
        var largest = c.Scalar(float.MaxValue, from.Type);
        moved = c.Where(c.IsInfinite(from), c.Where(c.Less(from, 0), c.Negate(largest), largest), moved);
        var result = c.Where(c.Equal(from, to), to, moved);
        return c.Cast(c.Where(c.Or(c.IsNotANumber(from), c.IsNotANumber(to)), double.NaN, result), c.ResultType);
    }

    // the exponent by a logarithm, put right where that is off by one; the scaling is exact
    [Lowering("aten::frexp.Tensor")]
    public static IReadOnlyList<Value> Parts(LoweringContext c)
    {
        var x = c.Input(0);
        if (x.Type == DataType.Double) throw LoweringContext.Refuse("frexp of float64; compute in float32");
        var wide = c.Cast(x, DataType.Double);
        var size = c.Absolute(wide);
        var whole = c.Or(c.Equal(size, 0), c.Or(c.IsInfinite(size), c.IsNotANumber(size)));
        size = c.Where(whole, 0.5, size);
        var two = c.Scalar(2, size.Type);
        var exponent = c.Add(c.Op("Floor", [c.Multiply(c.Logarithm(size), 1 / Math.Log(2))]), 1);
        var scaled = c.Divide(size, c.Op("Pow", [two, exponent]));
        var correction = c.Where(c.Less(scaled, 0.5), c.Scalar(-1, size.Type), c.Where(c.Less(scaled, 1), 0, c.Scalar(1, size.Type)));
        exponent = c.Add(exponent, correction);
        var mantissa = c.Where(whole, wide, c.Divide(wide, c.Op("Pow", [two, exponent])));
        return [c.Cast(mantissa, x.Type), c.Cast(exponent, DataType.Int32)];
    }
}
