namespace OnnxForge.Export;

/// <summary>The regularized incomplete gamma functions: below 1 the series of DLMF 8.7.1, else Gauss and Legendre's quadrature over the side of the integral that is not nearly all of it.</summary>
internal static class IncompleteGammaLowerings
{
    private const int SeriesTerms = 20, QuadraturePoints = 64;
    private static readonly (double[] Points, double[] Weights) Rule = GaussLegendre(QuadraturePoints);

    [Lowering("aten::igamma", "aten::special_gammainc", RelativeError = 6e-8, ErrorFrom = 0.01, ErrorTo = 30)]
    public static Value Lower(LoweringContext c) => Regularized(c, upper: false);

    [Lowering("aten::igammac", "aten::special_gammaincc", RelativeError = 6e-8, ErrorFrom = 0.01, ErrorTo = 30)]
    public static Value Upper(LoweringContext c) => Regularized(c, upper: true);

    private static Value Regularized(LoweringContext c, bool upper)
    {
        var (a, x) = (c.Float64(0), c.Float64(1));
        var below = c.And(c.Greater(a, 10), c.Less(x, a)); // small a make t^(a - 1) too steep at zero
        var integral = Integral(c, a, c.Maximum(x, c.Scalar(1, x.Type)), below);
        var series = Series(c, a, c.Minimum(x, c.Scalar(1, x.Type)));
        var isLower = c.Or(c.Less(x, 1), below);
        var part = c.Where(c.Less(x, 1), series, integral);
        var result = c.Where(upper ? c.Not(isLower) : isLower, part, c.Subtract(1, part));
        var (none, all) = upper ? (1.0, 0.0) : (0.0, 1.0);
        result = c.Where(c.IsNotANumber(c.Add(a, x)), double.NaN, result);
        result = c.Where(c.Or(c.Equal(a, 0), c.IsInfinite(x)), all, c.Where(c.Or(c.Equal(x, 0), c.IsInfinite(a)), none, result));
        var undefined = c.Or(c.And(c.Equal(a, 0), c.Not(c.Greater(x, 0))), c.And(c.IsInfinite(a), c.IsInfinite(x)));
        return c.Cast(c.Where(c.Or(undefined, c.Or(c.Less(a, 0), c.Less(x, 0))), double.NaN, result), c.ResultType);
    }

    // the sum of x^(a + k) exp(-x) / gamma(a + k + 1)
    private static Value Series(LoweringContext c, Value a, Value x)
    {
        var power = c.Add(c.Unsqueeze(a, -1), c.Numbers(Enumerable.Range(0, SeriesTerms).Select(k => (double)k), a.Type, SeriesTerms));
        return c.SumLast(Density(c, c.Add(power, 1), c.Unsqueeze(x, -1)));
    }

    // over twelve standard deviations, and what an exponential needs to vanish
    private static Value Integral(LoweringContext c, Value a, Value x, Value below)
    {
        var width = c.Multiply(c.SquareRoot(c.Maximum(a, c.Scalar(1, a.Type))), 12);
        var from = c.Where(below, c.Maximum(c.Subtract(x, width), c.Scalar(0, x.Type)), x);
        var to = c.Where(below, x, c.Add(c.Add(c.Maximum(a, x), width), 40));
        var length = c.Subtract(to, from);
        var points = c.Add(c.Multiply(c.Unsqueeze(length, -1), c.Numbers(Rule.Points, x.Type, QuadraturePoints)), c.Unsqueeze(from, -1));
        return c.Multiply(length, c.SumLast(c.Multiply(Density(c, c.Unsqueeze(a, -1), points), c.Numbers(Rule.Weights, x.Type, QuadraturePoints))));
    }

    // t^(a - 1) exp(-t) / gamma(a)
    private static Value Density(LoweringContext c, Value a, Value t) =>
        c.Exponential(c.Subtract(c.Subtract(c.Multiply(c.Add(a, -1), c.Logarithm(t)), t), GammaLowerings.LogGamma(c, a)));

    // points from 0 to 1: the zeros of Legendre's polynomial, by Newton's steps
    private static (double[] Points, double[] Weights) GaussLegendre(int count)
    {
        double[] points = new double[count], weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            double z = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5)), slope = 0;
            for (int step = 0; step < 10; step++)
            {
                double last = 1, before = 0;
                for (int k = 0; k < count; k++) (before, last) = (last, ((2 * k + 1) * z * last - k * before) / (k + 1));
                slope = count * (z * last - before) / (z * z - 1);
                z -= last / slope;
            }
            (points[i], weights[i]) = ((1 - z) / 2, 1 / ((1 - z * z) * slope * slope));
        }
        return (points, weights);
    }
}
