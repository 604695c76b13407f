namespace OnnxForge.Export;

/// <summary>Greatest common divisors and least common multiples of integers.</summary>
internal static class DivisorLowerings
{
    [Lowering("aten::gcd")]
    public static Value GreatestDivisor(LoweringContext c)
    {
        var (left, right) = PointwiseLowerings.Operands(c, c.ResultType);
        return Divisor(c, left, right);
    }

    [Lowering("aten::lcm")]
    public static Value LeastMultiple(LoweringContext c)
    {
        var (left, right) = PointwiseLowerings.Operands(c, c.ResultType);
        var divisor = Divisor(c, left, right);
        var none = c.Equal(divisor, 0);
        return Size(c, c.Multiply(c.Divide(left, c.Where(none, 1, divisor)), right));
    }

    // Euclid's steps; neighbours in Fibonacci's sequence need the most (Lame). A rest of zero is replaced by the divisor that left it, which then stays.
    private static Value Divisor(LoweringContext c, Value left, Value right)
    {
        var (a, b) = (Size(c, left), Size(c, right));
        var none = c.And(c.Equal(a, 0), c.Equal(b, 0));
        a = c.Where(none, 1, a);
        for (int step = 0; step < Steps(left.Type); step++)
        {
            var divisor = c.Where(c.Equal(b, 0), a, b);
            (a, b) = (divisor, c.Op("Mod", [a, divisor]));
        }
        return c.Where(none, 0, a);
    }

    private static Value Size(LoweringContext c, Value value) => value.Type == DataType.UInt8 ? value : c.Absolute(value);

    private static int Steps(DataType type)
    {
        double largest = Math.Pow(2, 8 * DataTypes.BytesOf(type));
        return (int)Math.Ceiling(Math.Log(largest * Math.Sqrt(5)) / Math.Log((1 + Math.Sqrt(5)) / 2));
    }
}
