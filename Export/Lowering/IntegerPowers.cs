namespace OnnxForge.Export;

/// <summary>Powers of integers, which wrap around as libtorch's do; ONNX Runtime's take integers through float64.</summary>
internal static class IntegerPowers
{
    private const int LargestExponent = 127; // beyond, powers of odd numbers of more than 8 bits are not exact

    /// <summary>A value to a fixed power that is not negative.</summary>
    public static Value Of(LoweringContext c, Value x, long exponent)
    {
        Value? result = null;
        for (long left = exponent; left > 0; left /= 2)
        {
            if (left % 2 == 1) result = result is null ? x : c.Multiply(result, x);
            if (left > 1) x = c.Multiply(x, x);
        }
        return result ?? c.Op("Pow", [x, c.Scalar(0, x.Type)]);
    }

    /// <summary>A value to powers that are values, bit by bit of the exponents. Below zero, all but 1 and -1 give 0.</summary>
    public static Value Of(LoweringContext c, Value x, Value exponent)
    {
        var (zero, one, two) = (c.Scalar(0, x.Type), c.Scalar(1, x.Type), c.Scalar(2, x.Type));
        var below = c.Less(exponent, zero);
        x = c.Where(c.And(below, c.Not(c.Equal(c.Absolute(x), one))), zero, x);
        var folded = c.Add(c.Op("Mod", [exponent, c.Scalar(64, x.Type)]), c.Scalar(64, x.Type));
        exponent = c.Where(c.Or(below, c.Greater(exponent, LargestExponent)), folded, exponent);
        var result = one;
        for (int bit = 1; bit <= LargestExponent; bit *= 2)
        {
            result = c.Multiply(result, c.Where(c.Equal(c.Op("Mod", [exponent, two]), one), x, one));
            exponent = c.Divide(exponent, two);
            if (bit < LargestExponent / 2) x = c.Multiply(x, x);
        }
        return result;
    }

    /// <summary>Powers of a fixed even number, read from a table: 0 below zero, and 0 again where no bit is left.</summary>
    public static Value OfEven(LoweringContext c, long number, Value exponent, DataType type)
    {
        int bits = 8 * DataTypes.BytesOf(type);
        long[] powers = [.. Enumerable.Range(-1, bits + 2).Select(place => OfEven(number, place, type))];
        var table = type == DataType.Int64 ? c.Int64s(powers) : c.Numbers(powers.Select(p => (double)p), type, powers.Length);
        Value Place(long place) => c.Constant(ConstantTensor.Scalar(place));
        var place = c.Minimum(c.Maximum(c.Cast(exponent, DataType.Int64), Place(-1)), Place(bits));
        return c.Gather(table, c.Add(place, Place(1)), 0);
    }

    private static long OfEven(long number, long exponent, DataType type)
    {
        if (exponent < 0) return 0;
        long power = 1;
        for (long i = 0; i < exponent && power != 0; i++) power = Wrapped(unchecked(power * number), type);
        return power;
    }

    private static long Wrapped(long value, DataType type) => unchecked(type switch
    {
        DataType.UInt8 => (byte)value,
        DataType.Int8 => (sbyte)value,
        DataType.Int16 => (short)value,
        DataType.Int32 => (int)value,
        _ => value,
    });
}
