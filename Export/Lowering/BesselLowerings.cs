using static OnnxForge.Export.BesselCoefficients;

namespace OnnxForge.Export;

/// <summary>The Bessel functions J and Y of orders 0 and 1: rational functions up to 5, waves of slowly changing height beyond (Cephes).</summary>
internal static class BesselLowerings
{
    private const double Join = 5;

    [Lowering("aten::special_bessel_j0", RelativeError = 6e-8, ErrorFrom = -100, ErrorTo = 100)]
    public static Value J0(LoweringContext c) => c.InFloat64(x =>
    {
        var size = c.Absolute(x);
        return c.Where(c.LessOrEqual(size, c.Scalar(Join, x.Type)), NearJ0(c, x), Wave(c, size, Math.PI / 4, Order0, sine: false));
    });

    [Lowering("aten::special_bessel_j1", RelativeError = 6e-8, ErrorFrom = -100, ErrorTo = 100)]
    public static Value J1(LoweringContext c) => c.InFloat64(x =>
    {
        var size = c.Absolute(x);
        var wave = Wave(c, size, 3 * Math.PI / 4, Order1, sine: false);
        return c.Where(c.LessOrEqual(size, c.Scalar(Join, x.Type)), NearJ1(c, x), c.Where(c.Less(x, 0), c.Negate(wave), wave));
    });

    [Lowering("aten::special_bessel_y0", RelativeError = 6e-8, ErrorFrom = 0.01, ErrorTo = 100)]
    public static Value Y0(LoweringContext c) => c.InFloat64(x =>
    {
        var near = c.Minimum(x, c.Scalar(Join, x.Type));
        var parts = c.Polynomials(c.Multiply(near, near), NumeratorY0, DenominatorY0);
        var singular = c.Multiply(c.Multiply(c.Logarithm(near), NearJ0(c, near)), 2 / Math.PI);
        return Second(c, x, c.Add(c.Divide(parts[0], parts[1]), singular), Wave(c, x, Math.PI / 4, Order0, sine: true));
    });

    [Lowering("aten::special_bessel_y1", RelativeError = 6e-8, ErrorFrom = 0.01, ErrorTo = 100)]
    public static Value Y1(LoweringContext c) => c.InFloat64(x =>
    {
        var near = c.Minimum(x, c.Scalar(Join, x.Type));
        var parts = c.Polynomials(c.Multiply(near, near), NumeratorY1, DenominatorY1);
        var singular = c.Multiply(c.Subtract(c.Multiply(c.Logarithm(near), NearJ1(c, near)), c.Divide(1, near)), 2 / Math.PI);
        return Second(c, x, c.Add(c.Multiply(near, c.Divide(parts[0], parts[1])), singular), Wave(c, x, 3 * Math.PI / 4, Order1, sine: true));
    });

    [Lowering("aten::special_spherical_bessel_j0", RelativeError = 6e-8, ErrorFrom = -100, ErrorTo = 100)]
    public static Value Spherical(LoweringContext c) => c.InFloat64(x =>
    {
        var zero = c.Equal(x, 0);
        var ratio = c.Where(zero, 1, c.Divide(c.Op("Sin", [x]), c.Where(zero, 1, x)));
        return c.Where(c.IsInfinite(x), 0, ratio);
    });

    private static readonly double[][] Order0 = [CosineNumerator0, CosineDenominator0, SineNumerator0, SineDenominator0];
    private static readonly double[][] Order1 = [CosineNumerator1, CosineDenominator1, SineNumerator1, SineDenominator1];

    // the factors are the squares of the first two zeros, so that the small digits beside them stay
    private static Value NearJ0(LoweringContext c, Value x) => Near(c, x, 5.78318596294678452118, 30.4712623436620863991, NumeratorJ0, DenominatorJ0);

    private static Value NearJ1(LoweringContext c, Value x) => c.Multiply(Near(c, x, 14.6819706421238932572, 49.2184563216946036703, NumeratorJ1, DenominatorJ1), x);

    private static Value Near(LoweringContext c, Value x, double first, double second, double[] numerator, double[] denominator)
    {
        var square = c.Minimum(c.Multiply(x, x), c.Scalar(Join * Join, x.Type));
        var parts = c.Polynomials(square, numerator, denominator);
        return c.Multiply(c.Multiply(c.Add(square, -first), c.Add(square, -second)), c.Divide(parts[0], parts[1]));
    }

    private static Value Wave(LoweringContext c, Value x, double phase, double[][] coefficients, bool sine)
    {
        var far = c.Maximum(x, c.Scalar(Join, x.Type));
        var ratio = c.Divide(Join, far);
        var parts = c.Polynomials(c.Multiply(ratio, ratio), coefficients);
        var angle = c.Add(far, -phase);
        Value cosine = c.Op("Cos", [angle]), sin = c.Op("Sin", [angle]);
        var main = c.Multiply(c.Divide(parts[0], parts[1]), sine ? sin : cosine);
        var rest = c.Multiply(c.Multiply(ratio, c.Divide(parts[2], parts[3])), sine ? cosine : sin);
        return c.Multiply(c.Divide(sine ? c.Add(main, rest) : c.Subtract(main, rest), c.SquareRoot(far)), Math.Sqrt(2 / Math.PI));
    }

    private static Value Second(LoweringContext c, Value x, Value near, Value far)
    {
        var value = c.Where(c.LessOrEqual(x, c.Scalar(Join, x.Type)), near, far);
        return c.Where(c.Equal(x, 0), double.NegativeInfinity, c.Where(c.Less(x, 0), double.NaN, value));
    }
}
