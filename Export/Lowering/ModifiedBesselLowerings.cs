using static OnnxForge.Export.ModifiedBesselCoefficients;

namespace OnnxForge.Export;

/// <summary>The modified Bessel functions I and K of orders 0 and 1, plain and scaled by an exponential: Chebyshev series near and far from zero (Cephes).</summary>
internal static class ModifiedBesselLowerings
{
    private const double JoinI = 8, JoinK = 2;

    // above it exp overflows in float32, in which libtorch computes it for every type but float64
    private const double LargestExponent = 88.72283935546875;

    [Lowering("aten::i0", "aten::special_i0", "aten::special_modified_bessel_i0", RelativeError = 6e-8, ErrorFrom = -80, ErrorTo = 80)]
    public static Value I0(LoweringContext c) => c.InFloat64(x => Grown(c, x, ScaledI(c, x, NearI0, FarI0)));

    [Lowering("aten::special_i0e", RelativeError = 6e-8, ErrorFrom = -1000, ErrorTo = 1000)]
    public static Value ScaledI0(LoweringContext c) => c.InFloat64(x => ScaledI(c, x, NearI0, FarI0));

    [Lowering("aten::special_i1", "aten::special_modified_bessel_i1", RelativeError = 6e-8, ErrorFrom = -80, ErrorTo = 80)]
    public static Value I1(LoweringContext c) => c.InFloat64(x => Grown(c, x, ScaledI1(c, x)));

    [Lowering("aten::special_i1e", RelativeError = 6e-8, ErrorFrom = -1000, ErrorTo = 1000)]
    public static Value ScaledI1(LoweringContext c) => c.InFloat64(x => ScaledI1(c, x));

    [Lowering("aten::special_modified_bessel_k0", "aten::special_scaled_modified_bessel_k0", RelativeError = 6e-8, ErrorFrom = 0.001, ErrorTo = 80)]
    public static Value K0(LoweringContext c) => c.InFloat64(x => K(c, x, NearK0, FarK0, BesselSeries(0), (near, series, half) =>
        c.Subtract(near, c.Multiply(c.Logarithm(half), series))));

    [Lowering("aten::special_modified_bessel_k1", "aten::special_scaled_modified_bessel_k1", RelativeError = 6e-8, ErrorFrom = 0.001, ErrorTo = 80)]
    public static Value K1(LoweringContext c) => c.InFloat64(x => K(c, x, NearK1, FarK1, BesselSeries(1), (near, series, half) =>
        c.Add(c.Divide(near, c.Multiply(half, 2)), c.Multiply(c.Logarithm(half), c.Multiply(half, series)))));

    // exp(-|x|) I(x), or what is to be multiplied by x
    private static Value ScaledI(LoweringContext c, Value x, double[] near, double[] far)
    {
        var size = c.Absolute(x);
        var isNear = c.LessOrEqual(size, c.Scalar(JoinI, x.Type));
        var argument = c.Where(isNear, c.Add(c.Multiply(size, 2 / JoinI), -1), c.Add(c.Divide(2 * JoinI, c.Maximum(size, c.Scalar(JoinI, x.Type))), -1));
        var parts = c.Polynomials(argument, PolynomialCoefficients.OfChebyshev(near), PolynomialCoefficients.OfChebyshev(far));
        return c.Where(isNear, parts[0], c.Divide(parts[1], c.SquareRoot(size)));
    }

    private static Value ScaledI1(LoweringContext c, Value x)
    {
        var size = c.Absolute(x);
        var value = ScaledI(c, x, NearI1, FarI1);
        var signed = c.Where(c.Less(x, 0), c.Negate(value), value);
        return c.Where(c.LessOrEqual(size, c.Scalar(JoinI, x.Type)), c.Multiply(value, x), signed);
    }

    private static Value Grown(LoweringContext c, Value x, Value scaled)
    {
        var size = c.Absolute(x);
        var growth = c.Exponential(size);
        if (c.ResultType != DataType.Double) growth = c.Where(c.Greater(size, LargestExponent), double.PositiveInfinity, growth);
        return c.Multiply(growth, scaled);
    }

    private static Value K(LoweringContext c, Value x, double[] near, double[] far, double[] series, Func<Value, Value, Value, Value> combine)
    {
        bool isScaled = c.Name.Contains("scaled", StringComparison.Ordinal);
        var isNear = c.LessOrEqual(x, c.Scalar(JoinK, x.Type));
        var inner = c.Minimum(x, c.Scalar(JoinK, x.Type));
        var square = c.Multiply(inner, inner);
        var argument = c.Where(isNear, c.Add(c.Multiply(square, 0.5), -1), c.Add(c.Divide(2 * JoinK, c.Maximum(x, c.Scalar(JoinK, x.Type))), -1));
        // the power series takes x^2 / 4, which is half of the argument and one
        var parts = c.Polynomials(argument, PolynomialCoefficients.OfChebyshev(near), PolynomialCoefficients.OfChebyshev(far), PolynomialCoefficients.Substitute(series, 0.5, 0.5));
        var small = combine(parts[0], parts[2], c.Multiply(inner, 0.5));
        var large = c.Divide(parts[1], c.SquareRoot(x));
        if (isScaled) small = c.Multiply(small, c.Exponential(inner));
        else large = c.Multiply(large, c.Exponential(c.Negate(x)));
        var value = c.Where(isNear, small, large);
        return c.Where(c.Equal(x, 0), double.PositiveInfinity, c.Where(c.Less(x, 0), double.NaN, value));
    }

    // 1 / (k! (k + order)!) of Abramowitz and Stegun 9.6.10
    private static double[] BesselSeries(int order)
    {
        var series = new double[14];
        series[0] = 1;
        for (int k = 1; k < series.Length; k++) series[k] = series[k - 1] / (k * (double)(k + order));
        return series;
    }
}
