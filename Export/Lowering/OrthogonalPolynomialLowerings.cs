namespace OnnxForge.Export;

/// <summary>Orthogonal polynomials of fixed degrees, by their recurrences (DLMF 18.9), in float64.</summary>
internal static class OrthogonalPolynomialLowerings
{
    private const long HighestDegree = 64;

    // the polynomial of degree 1, and of degree k + 1 from those of k and k - 1
    private sealed record Family(Func<Value, Value> First, Func<Value, long, Value, Value, Value> Next);

    [Lowering("aten::special_chebyshev_polynomial_t", "aten::special_chebyshev_polynomial_u", "aten::special_chebyshev_polynomial_v", "aten::special_chebyshev_polynomial_w",
        "aten::special_shifted_chebyshev_polynomial_t", "aten::special_shifted_chebyshev_polynomial_u", "aten::special_shifted_chebyshev_polynomial_v", "aten::special_shifted_chebyshev_polynomial_w")]
    public static Value Chebyshev(LoweringContext c)
    {
        var shifted = c.Name.Contains("shifted", StringComparison.Ordinal);
        Value Argument(Value x) => shifted ? c.Add(c.Multiply(x, 2), -1) : x;
        Value First(Value x) => c.Name[^1] switch { 't' => x, 'u' => c.Multiply(x, 2), 'v' => c.Add(c.Multiply(x, 2), -1), _ => c.Add(c.Multiply(x, 2), 1) };
        return Polynomial(c, Argument, new Family(First, (x, _, last, before) => c.Subtract(c.Multiply(c.Multiply(x, 2), last), before)));
    }

    [Lowering("aten::special_hermite_polynomial_h")]
    public static Value Hermite(LoweringContext c) => Polynomial(c, x => x, new Family(x => c.Multiply(x, 2),
        (x, k, last, before) => c.Multiply(c.Subtract(c.Multiply(x, last), c.Multiply(before, k)), 2)));

    [Lowering("aten::special_hermite_polynomial_he")]
    public static Value ProbabilistHermite(LoweringContext c) => Polynomial(c, x => x, new Family(x => x, (x, k, last, before) => c.Subtract(c.Multiply(x, last), c.Multiply(before, k))));

    [Lowering("aten::special_laguerre_polynomial_l")]
    public static Value Laguerre(LoweringContext c) => Polynomial(c, x => x, new Family(x => c.Subtract(1, x),
        (x, k, last, before) => c.Multiply(c.Subtract(c.Multiply(c.Subtract(2 * k + 1, x), last), c.Multiply(before, k)), 1.0 / (k + 1))));

    [Lowering("aten::special_legendre_polynomial_p")]
    public static Value Legendre(LoweringContext c) => Polynomial(c, x => x, new Family(x => x,
        (x, k, last, before) => c.Multiply(c.Subtract(c.Multiply(c.Multiply(x, 2 * k + 1), last), c.Multiply(before, k)), 1.0 / (k + 1))));

    private static Value Polynomial(LoweringContext c, Func<Value, Value> argumentOf, Family family)
    {
        var degrees = Degrees(c);
        var argument = argumentOf(c.Float64(0));
        var degree = degrees.Count == 1 && !(c.IsTensor(1) && c.Rank(1) > 0) ? null : c.Truncate(c.Float64(1));
        // of the shape that both broadcast to, and nowhere NaN
        var zero = c.Multiply(c.Cast(c.IsNotANumber(degree is null ? argument : c.Add(argument, degree)), DataType.Double), 0);
        Value before = zero, last = c.Add(zero, 1);
        var result = degrees.Contains(0) ? last : zero;
        for (long k = 0; k < degrees.Max(); k++)
        {
            (before, last) = (last, k == 0 ? family.First(argument) : family.Next(argument, k, last, before));
            if (degrees.Contains(k + 1)) result = degree is null ? last : c.Where(c.Equal(degree, k + 1), last, result);
        }
        return c.Cast(result, c.ResultType);
    }

    // the degrees that the constant n names, whole as libtorch cuts them
    private static HashSet<long> Degrees(LoweringContext c)
    {
        if (!c.IsTensor(1)) return Checked([c.Number(1)]);
        if (c.Tensor(1).Value is not { } constant) throw LoweringContext.Refuse("its degree depends on the input, and the recurrence has as many steps as the degree; pass a constant");
        using var wide = constant.to(TorchSharp.torch.ScalarType.Float64).contiguous();
        return Checked(wide.data<double>().ToArray());
    }

    private static HashSet<long> Checked(IEnumerable<double> numbers)
    {
        HashSet<long> degrees = [.. numbers.Select(n => (long)n)];
        return degrees.Max() <= HighestDegree ? degrees : throw LoweringContext.Refuse($"a polynomial of degree {degrees.Max()}; up to {HighestDegree} the steps of its recurrence are written into the graph");
    }
}
