using static OnnxForge.Export.ErrorFunctionCoefficients;

namespace OnnxForge.Export;

/// <summary>The error function, the complementary one, and the inverses of the error function and of the normal distribution (Cephes).</summary>
internal static class ErrorFunctionLowerings
{
    [Lowering("aten::erf", "aten::special_erf")]
    public static Value Error(LoweringContext c) => Error(c, c.Cast(c.Input(0), c.ResultType));

    [Lowering("aten::erfc", "aten::special_erfc", RelativeError = 6e-8, ErrorFrom = -10, ErrorTo = 9)]
    public static Value Complementary(LoweringContext c) => c.InFloat64(x =>
    {
        var (central, ratio, tail) = Parts(c, x);
        var outside = c.Where(c.Less(x, 0), c.Subtract(2, tail), tail);
        return c.Where(central, c.Subtract(1, c.Multiply(x, ratio)), outside);
    });

    /// <summary>The error function; composed in float64, for which ONNX Runtime lacks it.</summary>
    public static Value Error(LoweringContext c, Value x)
    {
        if (x.Type != DataType.Double) return c.Op("Erf", [x]);
        var (central, ratio, tail) = Parts(c, x);
        var outside = c.Subtract(1, tail);
        return c.Where(central, c.Multiply(x, ratio), c.Where(c.Less(x, 0), c.Negate(outside), outside));
    }

    // whether |x| < 1, where erf(x) = x * ratio; elsewhere erfc(|x|) = tail
    private static (Value Central, Value Ratio, Value Tail) Parts(LoweringContext c, Value x)
    {
        const double vanishes = 30; // exp(-30 * 30) is 0 in float64
        var size = c.Minimum(c.Absolute(x), c.Scalar(vanishes, x.Type));
        var square = c.Multiply(size, size);
        var central = c.Less(size, 1);
        var parts = c.Polynomials(c.Where(central, square, size), CentralNumerator, CentralDenominator, MiddleNumerator, MiddleDenominator, TailNumerator, TailDenominator);
        var scaled = c.Where(c.Less(size, 8), c.Divide(parts[2], parts[3]), c.Divide(parts[4], parts[5]));
        return (central, c.Divide(parts[0], parts[1]), c.Multiply(c.Exponential(c.Negate(square)), scaled));
    }

    [Lowering("aten::erfinv", "aten::special_erfinv", RelativeError = 6e-8, ErrorFrom = -0.999, ErrorTo = 0.999)]
    public static Value InverseError(LoweringContext c) => c.InFloat64(x =>
        c.Multiply(NormalQuantile(c, c.Multiply(x, 0.5), c.Multiply(c.Subtract(1, c.Absolute(x)), 0.5)), Math.Sqrt(0.5)));

    [Lowering("aten::special_ndtri", RelativeError = 6e-8, ErrorFrom = 0.001, ErrorTo = 0.999)]
    public static Value InverseNormal(LoweringContext c) => c.InFloat64(x => NormalQuantile(c, c.Add(x, -0.5), c.Minimum(x, c.Subtract(1, x))));

    [Lowering("aten::special_entr", RelativeError = 1.5e-7, ErrorFrom = 0.001, ErrorTo = 100)]
    public static Value Entropy(LoweringContext c)
    {
        var x = c.Cast(c.Input(0), c.ResultType);
        var entropy = c.Negate(c.Multiply(x, c.Logarithm(x)));
        return c.Where(c.Equal(x, 0), 0, c.Where(c.Less(x, 0), double.NegativeInfinity, entropy));
    }

    // of a probability, given by its distance from a half and by the smaller of it and its complement
    private static Value NormalQuantile(LoweringContext c, Value centered, Value tail)
    {
        var square = c.Multiply(centered, centered);
        var central = c.Greater(tail, Math.Exp(-2));
        var certain = c.Equal(tail, 0);
        var length = c.SquareRoot(c.Multiply(c.Logarithm(c.Where(certain, 1e-300, tail)), -2));
        var inverse = c.Divide(1, c.Where(central, 1, length));
        var parts = c.Polynomials(c.Where(central, square, inverse), QuantileCentralNumerator, QuantileCentralDenominator, QuantileMiddleNumerator, QuantileMiddleDenominator,
            QuantileTailNumerator, QuantileTailDenominator);
        var correction = c.Where(c.Less(length, 8), c.Divide(parts[2], parts[3]), c.Divide(parts[4], parts[5]));
        var distance = c.Subtract(length, c.Multiply(inverse, c.Add(c.Logarithm(length), correction)));
        distance = c.Where(certain, double.PositiveInfinity, distance);
        var middle = c.Multiply(c.Multiply(centered, Math.Sqrt(2 * Math.PI)), c.Add(c.Multiply(square, c.Divide(parts[0], parts[1])), 1));
        return c.Where(central, middle, c.Where(c.Less(centered, 0), c.Negate(distance), distance));
    }
}
