namespace OnnxForge.Export;

/// <summary>Inverse trigonometric and hyperbolic functions; composed in float64, for which ONNX Runtime lacks them (Cephes' arctangent, and logarithms).</summary>
internal static class InverseFunctionLowerings
{
    // from here on a square is the argument's own, and further on it overflows
    private const double Large = 1e8;
    private const double Middle = 0.66;
    private static readonly double OuterJoint = Math.Tan(3 * Math.PI / 8);
    private static readonly double[] Numerator = [-64.85021904942025, -122.8866684490136, -75.00855792314705, -16.157537187333652, -0.8750608600031904];
    private static readonly double[] Denominator = [194.5506571482614, 485.3903996359137, 432.88106049129027, 165.02700983169885, 24.858464901423062, 1];

    [Lowering("aten::atan")]
    public static Value Arctangent(LoweringContext c) => Arctangent(c, Argument(c));

    [Lowering("aten::asin")]
    public static Value Arcsine(LoweringContext c) => Narrow(c, "Asin") ?? Arcsine(c, Argument(c));

    [Lowering("aten::acos")]
    public static Value Arccosine(LoweringContext c) => Narrow(c, "Acos") ?? Arccosine(c, Argument(c));

    [Lowering("aten::asinh")]
    public static Value HyperbolicArcsine(LoweringContext c) => Narrow(c, "Asinh") ?? HyperbolicArcsine(c, Argument(c));

    [Lowering("aten::acosh")]
    public static Value HyperbolicArccosine(LoweringContext c) => Narrow(c, "Acosh") ?? HyperbolicArccosine(c, Argument(c));

    [Lowering("aten::atanh")]
    public static Value HyperbolicArctangent(LoweringContext c) => Narrow(c, "Atanh") ?? HyperbolicArctangent(c, Argument(c));

    // of arguments above tan(3π/8) the angle that is left to π/2, of middle ones the angle from π/4, each with what π in float64 lacks
    public static Value Arctangent(LoweringContext c, Value x)
    {
        if (x.Type != DataType.Double) return c.Op("Atan", [x]);
        var size = c.Absolute(x);
        var (outer, middle) = (c.Greater(size, OuterJoint), c.Greater(size, Middle));
        var reduced = c.Where(outer, c.Negate(c.Op("Reciprocal", [size])), c.Where(middle, c.Divide(c.Add(size, -1), c.Add(size, 1)), size));
        var turn = c.Where(outer, c.Scalar(Math.PI / 2, x.Type), c.Where(middle, c.Scalar(Math.PI / 4, x.Type), c.Scalar(0, x.Type)));
        const double lacking = 6.123233995736766e-17;
        var rest = c.Where(outer, c.Scalar(lacking, x.Type), c.Where(middle, c.Scalar(lacking / 2, x.Type), c.Scalar(0, x.Type)));
        var square = c.Multiply(reduced, reduced);
        var curve = c.Divide(c.Multiply(square, c.Polynomial(square, Numerator)), c.Polynomial(square, Denominator));
        var angle = c.Add(turn, c.Add(c.Add(c.Multiply(reduced, curve), rest), reduced));
        return c.Where(c.Less(x, 0), c.Negate(angle), angle);
    }

    // atan(x / sqrt(1 - x^2))
    private static Value Arcsine(LoweringContext c, Value x) => Arctangent(c, c.Divide(x, c.SquareRoot(c.Multiply(c.Subtract(1, x), c.Add(x, 1)))));

    // 2 atan(sqrt((1 - x) / (1 + x)))
    private static Value Arccosine(LoweringContext c, Value x) => c.Multiply(Arctangent(c, c.SquareRoot(c.Divide(c.Subtract(1, x), c.Add(x, 1)))), 2);

    // log(1 + a + a^2 / (1 + sqrt(a^2 + 1))) of a = |x|, and log(2a) of large ones
    private static Value HyperbolicArcsine(LoweringContext c, Value x)
    {
        var size = c.Absolute(x);
        var square = c.Multiply(size, size);
        var small = c.LogarithmOfOnePlus(c.Add(size, c.Divide(square, c.Add(c.SquareRoot(c.Add(square, 1)), 1))));
        var result = c.Where(c.Greater(size, Large), c.Add(c.Logarithm(size), Math.Log(2)), small);
        return c.Where(c.Less(x, 0), c.Negate(result), result);
    }

    // log(1 + t + sqrt(2t + t^2)) of t = x - 1, and log(2x) of large ones
    private static Value HyperbolicArccosine(LoweringContext c, Value x)
    {
        var above = c.Add(x, -1);
        var small = c.LogarithmOfOnePlus(c.Add(above, c.SquareRoot(c.Add(c.Multiply(above, 2), c.Multiply(above, above)))));
        return c.Where(c.Less(x, 1), double.NaN, c.Where(c.Greater(x, Large), c.Add(c.Logarithm(x), Math.Log(2)), small));
    }

    // log(1 + 2a / (1 - a)) / 2 of a = |x|
    private static Value HyperbolicArctangent(LoweringContext c, Value x)
    {
        var size = c.Absolute(x);
        var result = c.Multiply(c.LogarithmOfOnePlus(c.Divide(c.Multiply(size, 2), c.Subtract(1, size))), 0.5);
        return c.Where(c.Less(x, 0), c.Negate(result), result);
    }

    private static Value Argument(LoweringContext c) => c.Cast(c.Input(0), c.ResultType);

    private static Value? Narrow(LoweringContext c, string opType) => c.ResultType == DataType.Double ? null : c.Op(opType, [Argument(c)]);
}
