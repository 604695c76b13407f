namespace OnnxForge.Export;

/// <summary>Trigonometric and hyperbolic functions and norms of complex numbers, by real functions of their parts a + bi.</summary>
internal static class ComplexFunctionLowerings
{
    [Lowering("aten::sin", Complex = true)]
    public static Value Sine(LoweringContext c)
    {
        var (a, b) = Parts(c);
        return c.Pair(new(c.Multiply(c.Op("Sin", [a]), UnaryLowerings.HyperbolicCosine(c, b)), c.Multiply(c.Op("Cos", [a]), UnaryLowerings.HyperbolicSine(c, b))));
    }

    [Lowering("aten::cos", Complex = true)]
    public static Value Cosine(LoweringContext c)
    {
        var (a, b) = Parts(c);
        return c.Pair(new(c.Multiply(c.Op("Cos", [a]), UnaryLowerings.HyperbolicCosine(c, b)), c.Negate(c.Multiply(c.Op("Sin", [a]), UnaryLowerings.HyperbolicSine(c, b)))));
    }

    [Lowering("aten::sinh", Complex = true)]
    public static Value HyperbolicSine(LoweringContext c)
    {
        var (a, b) = Parts(c);
        return c.Pair(new(c.Multiply(UnaryLowerings.HyperbolicSine(c, a), c.Op("Cos", [b])), c.Multiply(UnaryLowerings.HyperbolicCosine(c, a), c.Op("Sin", [b]))));
    }

    [Lowering("aten::cosh", Complex = true)]
    public static Value HyperbolicCosine(LoweringContext c)
    {
        var (a, b) = Parts(c);
        return c.Pair(new(c.Multiply(UnaryLowerings.HyperbolicCosine(c, a), c.Op("Cos", [b])), c.Multiply(UnaryLowerings.HyperbolicSine(c, a), c.Op("Sin", [b]))));
    }

    [Lowering("aten::tanh", Complex = true)]
    public static Value HyperbolicTangent(LoweringContext c)
    {
        var (a, b) = Parts(c);
        return c.Pair(HyperbolicTangent(c, a, b));
    }

    // -i tanh(iz)
    [Lowering("aten::tan", Complex = true)]
    public static Value Tangent(LoweringContext c)
    {
        var (a, b) = Parts(c);
        var turned = HyperbolicTangent(c, b, a);
        return c.Pair(new(turned.Imaginary!, turned.Real));
    }

    [Lowering("aten::norm.Scalar", "aten::norm.ScalarOpt_dim", "aten::norm.ScalarOpt_dim_dtype", "aten::norm.ScalarOpt_dtype", "aten::linalg_vector_norm", Complex = true)]
    public static Value Norm(LoweringContext c) => StatisticsLowerings.Norm(c, c.Magnitude(c.Complex(0)));

    private static (Value Real, Value Imaginary) Parts(LoweringContext c)
    {
        var z = c.Complex(0);
        return (z.Real, z.Imaginary!);
    }

    // (t + ui) / (1 + tui) with t = tanh a and u = tan b, so that nothing overflows; 1 - t^2, which would cancel, is 1 / cosh^2 a
    private static ComplexParts HyperbolicTangent(LoweringContext c, Value a, Value b)
    {
        var (t, u, one) = (c.Op("Tanh", [a]), UnaryLowerings.Tangent(c, b), c.Scalar(1, a.Type));
        var decline = c.Op("Reciprocal", [UnaryLowerings.HyperbolicCosine(c, a)]);
        var (product, square) = (c.Multiply(t, u), c.Multiply(u, u));
        var divisor = c.Add(one, c.Multiply(product, product));
        return new(c.Divide(c.Multiply(t, c.Add(one, square)), divisor), c.Divide(c.Multiply(u, c.Multiply(decline, decline)), divisor));
    }
}
