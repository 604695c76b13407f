namespace OnnxForge.Export;

/// <summary>Hurwitz's zeta function: its first terms, and the rest by Euler and Maclaurin (DLMF 25.11.5).</summary>
internal static class ZetaLowerings
{
    private const int Terms = 14;

    // B(2k) / (2k)!
    private static readonly double[] Bernoulli =
        [1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600, 1.0 / 47900160, -691 / 1307674368000.0, 1 / 74724249600.0, -3617 / 10670622842880000.0];

    [Lowering("aten::special_zeta", "aten::special_zeta.self_scalar", "aten::special_zeta.other_scalar", RelativeError = 6e-8, ErrorFrom = 0.01, ErrorTo = 1000)]
    public static Value Zeta(LoweringContext c)
    {
        var (s, q) = (c.Float64(0), c.Float64(1));
        var sign = c.Where(c.Equal(s, c.Op("Floor", [s])), c.Subtract(1, c.Multiply(c.Op("Mod", [s, c.Scalar(2, s.Type)], [new IntAttribute("fmod", 1)]), 2)), double.NaN);
        var zeta = Everywhere(c, q, c.Unsqueeze(s, -1), sign, inverse =>
        {
            var order = c.Unsqueeze(s, -1);
            var rest = c.Scalar(0, s.Type);
            for (int k = Bernoulli.Length - 1; k > 0; k--) rest = c.Multiply(c.Multiply(c.Multiply(c.Add(order, 2 * k - 1), c.Add(order, 2 * k)), c.Multiply(inverse, inverse)), c.Add(rest, Bernoulli[k]));
            return c.Multiply(c.Multiply(order, inverse), c.Add(rest, Bernoulli[0]));
        });
        var pole = c.And(c.LessOrEqual(q, c.Scalar(0, q.Type)), c.Equal(q, c.Op("Floor", [q])));
        var result = c.Where(c.Less(s, 1), double.NaN, c.Where(c.Or(pole, c.Equal(s, 1)), double.PositiveInfinity, zeta));
        return c.Cast(result, c.ResultType);
    }

    /// <summary>The function of a fixed integer order, 2 or more, of float64 values.</summary>
    public static Value Hurwitz(LoweringContext c, int order, Value q)
    {
        double[] series = new double[Bernoulli.Length];
        double rising = order;
        for (int k = 0; k < series.Length; k++, rising *= (order + 2 * k - 1.0) * (order + 2 * k)) series[k] = Bernoulli[k] * rising;
        return Everywhere(c, q, c.Scalar(order, q.Type), c.Scalar(order % 2 == 0 ? 1 : -1, q.Type), inverse => c.Multiply(inverse, c.Polynomial(c.Multiply(inverse, inverse), series)));
    }

    // below zero, the terms up to zero are those of two positive arguments: zeta(s, q) = zeta(s, f) + (-1)^s (zeta(s, 1 - f) - zeta(s, 1 - q)), f the fraction of q
    private static Value Everywhere(LoweringContext c, Value q, Value order, Value sign, Func<Value, Value> series)
    {
        var below = c.Less(q, 0);
        var fraction = c.Where(below, c.Subtract(q, c.Op("Floor", [q])), q);
        var arguments = c.Op("Concat", [c.Unsqueeze(fraction, -1), c.Unsqueeze(c.Subtract(1, fraction), -1), c.Unsqueeze(c.Subtract(1, q), -1)], [new IntAttribute("axis", -1)]);
        var values = Positive(c, arguments, order, series);
        Value Part(long index) => c.Gather(values, c.Constant(ConstantTensor.Scalar(index)), -1);
        return c.Add(Part(0), c.Where(below, c.Multiply(sign, c.Subtract(Part(1), Part(2))), 0));
    }

    private static Value Positive(LoweringContext c, Value q, Value order, Func<Value, Value> series)
    {
        var negative = c.Negate(order);
        var powers = c.Op("Pow", [c.Add(c.Unsqueeze(q, -1), c.Numbers(Enumerable.Range(0, Terms).Select(k => (double)k), q.Type, Terms)), order.Shape is [] ? negative : c.Unsqueeze(negative, -1)]);
        var end = c.Add(q, Terms);
        var inverse = c.Divide(1, end);
        var rest = c.Add(c.Divide(1, c.Add(order, -1)), c.Multiply(inverse, c.Add(series(inverse), 0.5)));
        return c.Add(c.SumLast(powers), c.Multiply(c.Op("Pow", [end, c.Subtract(1, order)]), rest));
    }
}
