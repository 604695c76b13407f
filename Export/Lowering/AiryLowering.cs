using static OnnxForge.Export.AiryCoefficients;

namespace OnnxForge.Export;

/// <summary>The Airy function Ai: its power series around zero, waves below, a falling exponential above (Cephes).</summary>
internal static class AiryLowering
{
    private const double Join = 2.09;
    private const double Vanishes = 103.892;

    // Ai(0) and Ai'(0), and the two series in x^3 that they stand before (DLMF 9.4.1)
    private static readonly double[] Even = Series(0.355028053887817239260, 2);
    private static readonly double[] Odd = Series(-0.258819403792806798405, 3);

    [Lowering("aten::special_airy_ai", RelativeError = 6e-8, ErrorFrom = -20, ErrorTo = 12)]
    public static Value Airy(LoweringContext c) => c.InFloat64(x =>
    {
        var inner = c.Minimum(c.Maximum(x, c.Scalar(-Join, x.Type)), c.Scalar(Join, x.Type));
        var series = c.Polynomials(c.Multiply(c.Multiply(inner, inner), inner), Even, Odd);
        var near = c.Add(series[0], c.Multiply(inner, series[1]));
        var size = c.Minimum(c.Maximum(c.Absolute(x), c.Scalar(Join, x.Type)), c.Scalar(1e30, x.Type));
        var root = c.SquareRoot(size);
        var phase = c.Multiply(c.Multiply(size, root), 2.0 / 3);
        var height = c.Divide(1 / Math.Sqrt(Math.PI), c.SquareRoot(root));
        var outer = c.Where(c.Less(x, 0), Below(c, phase, height), Above(c, phase, height));
        var value = c.Where(c.LessOrEqual(c.Absolute(x), c.Scalar(Join, x.Type)), near, outer);
        return c.Where(c.IsInfinite(x), double.NaN, c.Where(c.Greater(x, Vanishes), 0, value));
    });

    private static Value Above(LoweringContext c, Value phase, Value height)
    {
        var parts = c.Polynomials(c.Divide(1, phase), FarNumerator, FarDenominator);
        return c.Multiply(c.Multiply(c.Divide(parts[0], parts[1]), c.Multiply(height, 0.5)), c.Exponential(c.Negate(phase)));
    }

    private static Value Below(LoweringContext c, Value phase, Value height)
    {
        var inverse = c.Divide(1, phase);
        var square = c.Multiply(inverse, inverse);
        var parts = c.Polynomials(square, SineNumerator, SineDenominator, CosineNumerator, CosineDenominator);
        var angle = c.Add(phase, Math.PI / 4);
        var sine = c.Multiply(c.Op("Sin", [angle]), c.Add(c.Multiply(square, c.Divide(parts[0], parts[1])), 1));
        var cosine = c.Multiply(c.Op("Cos", [angle]), c.Multiply(inverse, c.Divide(parts[2], parts[3])));
        return c.Multiply(height, c.Subtract(sine, cosine));
    }

    // each coefficient is the one before over two neighbours, three apart: 1 / (2 3), 1 / (2 3 5 6), ...
    private static double[] Series(double first, int step)
    {
        var series = new double[14];
        series[0] = first;
        for (int k = 1; k < series.Length; k++) series[k] = series[k - 1] / ((3 * k + step - 3) * (3 * k + step - 2.0));
        return series;
    }
}
