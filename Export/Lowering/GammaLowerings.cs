namespace OnnxForge.Export;

/// <summary>The gamma function's logarithm and the derivatives of it: shifted up by ten, and there by Stirling's series (Abramowitz and Stegun 6.1.41, 6.3.18, 6.4.11); reflected below zero.</summary>
internal static class GammaLowerings
{
    private const int Shift = 10;

    // B(2k) / (2k (2k - 1)), and B(2k) / 2k
    private static readonly double[] Stirling = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156];
    private static readonly double[] StirlingSlope = [1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12];

    // x (x + 9) plus these are the products (x + k) (x + 9 - k)
    private static readonly double[] Pairs = [0, 8, 14, 18, 20];

    [Lowering("aten::lgamma", "aten::special_gammaln", RelativeError = 1.2e-7, ErrorFrom = -20, ErrorTo = 1000)]
    public static Value LogGamma(LoweringContext c) => c.InFloat64(x => Everywhere(c, x));

    // a product of gamma functions half a step apart (DLMF 35.3.4)
    [Lowering("aten::mvlgamma", "aten::special_multigammaln")]
    public static Value MultivariateLogGamma(LoweringContext c) => c.InFloat64(x =>
    {
        long dimension = c.Integer(1);
        var steps = c.Numbers(Enumerable.Range(0, (int)dimension).Select(j => -0.5 * j), x.Type, dimension);
        return c.Add(c.SumLast(Everywhere(c, c.Add(c.Unsqueeze(x, -1), steps))), dimension * (dimension - 1) / 4.0 * Math.Log(Math.PI));
    });

    [Lowering("aten::digamma", "aten::special_digamma", RelativeError = 6e-8, ErrorFrom = -20, ErrorTo = 1000)]
    public static Value Digamma(LoweringContext c) => c.InFloat64(x => Digamma(c, x));

    [Lowering("aten::polygamma", RelativeError = 6e-8, ErrorFrom = 0.01, ErrorTo = 1000)]
    public static Value Polygamma(LoweringContext c)
    {
        var (orderAt, inputAt) = c.IsTensor(0) ? (1, 0) : (0, 1); // in place, the tensor comes first
        int order = (int)c.Integer(orderAt);
        var x = c.Float64(inputAt);
        if (order == 0) return c.Cast(Digamma(c, x), c.ResultType);
        double factor = Enumerable.Range(1, order).Aggregate(order % 2 == 0 ? -1.0 : 1.0, (product, k) => product * k);
        return c.Cast(c.Multiply(ZetaLowerings.Hurwitz(c, order + 1, x), factor), c.ResultType);
    }

    /// <summary>The logarithm of the gamma function of float64 values that are not negative.</summary>
    public static Value LogGamma(LoweringContext c, Value x)
    {
        var small = c.Less(x, Shift);
        var products = c.Multiply(x, c.Add(x, 9));
        var product = Pairs.Skip(1).Aggregate(products, (all, pair) => c.Multiply(all, c.Add(products, pair)));
        var z = c.Where(small, c.Add(x, Shift), x);
        var inverse = c.Divide(1, z);
        var series = c.Multiply(inverse, c.Polynomial(c.Multiply(inverse, inverse), Stirling));
        var main = c.Multiply(c.Add(z, -0.5), c.Add(c.Logarithm(z), -1));
        var shifted = c.Add(main, c.Add(series, Math.Log(2 * Math.PI) / 2 - 0.5));
        return c.Subtract(shifted, c.Logarithm(c.Where(small, product, 1)));
    }

    private static Value Everywhere(LoweringContext c, Value x)
    {
        var below = c.Less(x, 0);
        var (angle, _) = FromNearestInteger(c, x);
        var reflection = c.Logarithm(c.Divide(Math.PI, c.Absolute(c.Op("Sin", [angle]))));
        var above = LogGamma(c, c.Where(below, c.Subtract(1, x), x));
        return c.Where(c.IsInfinite(x), double.PositiveInfinity, c.Where(below, c.Subtract(reflection, above), above));
    }

    private static Value Digamma(LoweringContext c, Value x)
    {
        var below = c.Less(x, 0);
        var (angle, whole) = FromNearestInteger(c, x);
        var reflection = c.Divide(c.Multiply(c.Op("Cos", [angle]), -Math.PI), c.Op("Sin", [angle]));
        var positive = c.Where(below, c.Subtract(1, x), x);
        var small = c.Less(positive, Shift);
        var products = c.Add(c.Unsqueeze(c.Multiply(positive, c.Add(positive, 9)), -1), c.Numbers(Pairs, x.Type, Pairs.Length));
        var steps = c.Multiply(c.Add(c.Multiply(positive, 2), 9), c.SumLast(c.Op("Reciprocal", [products])));
        var z = c.Where(small, c.Add(positive, Shift), positive);
        var inverse = c.Divide(1, z);
        var series = c.Multiply(inverse, c.Add(c.Multiply(inverse, c.Polynomial(c.Multiply(inverse, inverse), StirlingSlope)), 0.5));
        var above = c.Subtract(c.Subtract(c.Logarithm(z), series), c.Where(small, steps, 0));
        var all = c.Add(above, c.Where(below, reflection, 0));
        // a pole at zero has the sign of its side, the other ones have none
        return c.Where(c.Equal(x, 0), c.Negate(c.Op("Reciprocal", [x])), c.Where(c.And(below, whole), double.NaN, all));
    }

    // pi times the distance from the nearest integer, exact before the product, and whether it is none
    private static (Value Angle, Value Whole) FromNearestInteger(LoweringContext c, Value x)
    {
        var distance = c.Subtract(x, c.Op("Round", [x]));
        return (c.Multiply(distance, Math.PI), c.Equal(distance, 0));
    }
}
