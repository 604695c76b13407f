namespace OnnxForge.Export;

/// <summary>Division with rounding, remainders, and other roundings.</summary>
internal static class DivisionLowerings
{
    [Lowering("aten::div.Tensor_mode", "aten::div.Scalar_mode")]
    public static Value Divide(LoweringContext c)
    {
        if (c.Text(2) == "floor") return FloorDivide(c);
        var (left, right) = PointwiseLowerings.Operands(c, Wide(c));
        var quotient = c.Divide(left, right);
        return Narrow(c, c.IsNone(2) ? quotient : c.Truncate(c.IsTensor(1) ? RoundedToResult(c, quotient) : quotient)); // ONNX truncates integers by itself
    }

    [Lowering("aten::floor_divide", "aten::floor_divide.Scalar", "aten::floor_divide_.Tensor")] // the in-place overload has another name than its function
    public static Value FloorDivide(LoweringContext c)
    {
        var (left, right) = PointwiseLowerings.Operands(c, Wide(c));
        return Narrow(c, Floor(c, left, right));
    }

    // the sign of the divisor, as in Python
    [Lowering("aten::remainder.Tensor", "aten::remainder.Scalar", "aten::remainder.Scalar_Tensor")]
    public static Value Remainder(LoweringContext c)
    {
        var (left, right) = WideOperands(c);
        if (!TorchTypes.IsFloating(left.Type)) return c.Op("Mod", [left, right]);
        var rest = Modulo(c, left, right);
        return Narrow(c, c.Where(SignsDiffer(c, rest, right), c.Add(rest, right), rest));
    }

    // the sign of the dividend, as in C
    [Lowering("aten::fmod.Tensor", "aten::fmod.Scalar")]
    public static Value Modulo(LoweringContext c)
    {
        var (left, right) = WideOperands(c);
        return Narrow(c, Modulo(c, left, right));
    }

    [Lowering("aten::trunc", "aten::fix")]
    public static Value Truncate(LoweringContext c) => c.Truncate(c.Input(0));

    [Lowering("aten::frac")]
    public static Value Fraction(LoweringContext c) => c.Subtract(c.Input(0), c.Truncate(c.Input(0)));

    [Lowering("aten::round.decimals")]
    public static Value RoundToDecimals(LoweringContext c)
    {
        long decimals = c.Integer(1, 0);
        if (!TorchTypes.IsFloating(c.ResultType)) throw LoweringContext.Refuse("rounding of integers to decimals");
        var x = c.Cast(c.Input(0), Wide(c));
        if (decimals == 0) return Narrow(c, c.Op("Round", [x]));
        var power = c.Scalar(Math.Pow(10, Math.Abs(decimals)), x.Type);
        return Narrow(c, decimals > 0 ? c.Divide(c.Op("Round", [c.Multiply(x, power)]), power) : c.Multiply(c.Op("Round", [c.Divide(x, power)]), power));
    }

    // libtorch divides half precision in float32 and rounds the result once; there a number keeps its digits
    private static DataType Wide(LoweringContext c) => c.ResultType is DataType.Float16 or DataType.BFloat16 ? DataType.Float : c.ResultType;

    // for remainders a number is rounded to the type first
    private static (Value Left, Value Right) WideOperands(LoweringContext c)
    {
        var (left, right) = PointwiseLowerings.Operands(c, c.ResultType);
        return (c.Cast(left, Wide(c)), c.Cast(right, Wide(c)));
    }

    private static Value Narrow(LoweringContext c, Value value) => c.Cast(value, c.ResultType);

    // libtorch rounds the quotient to half precision before it truncates; ONNX Runtime leaves out a cast there and back, so that arithmetic has to round (Veltkamp)
    private static Value RoundedToResult(LoweringContext c, Value quotient)
    {
        const double largest = 1e30; // beyond, there is no fraction, and the product would overflow
        if (c.ResultType is not (DataType.Float16 or DataType.BFloat16)) return quotient;
        var scaled = c.Multiply(quotient, c.ResultType == DataType.Float16 ? (1 << 13) + 1 : (1 << 16) + 1);
        return c.Where(c.Less(c.Absolute(quotient), largest), c.Subtract(scaled, c.Subtract(scaled, quotient)), quotient);
    }

    // ONNX Runtime takes int64 through float64
    private static Value Modulo(LoweringContext c, Value left, Value right) => left.Type == DataType.Int64
        ? c.Subtract(left, c.Multiply(c.Divide(left, right), right))
        : c.Op("Mod", [left, right], [new IntAttribute("fmod", 1)]);

    private static Value SignsDiffer(LoweringContext c, Value rest, Value divisor) => c.And(c.Truth(rest), c.Xor(c.Less(rest, 0), c.Less(divisor, 0)));

    // libtorch goes through the remainder, so that 1 // 0.1 is 9: 0.1 is a little more than a tenth
    private static Value Floor(LoweringContext c, Value left, Value right)
    {
        if (!TorchTypes.IsFloating(left.Type))
        {
            var quotient = c.Divide(left, right);
            var rest = c.Subtract(left, c.Multiply(quotient, right));
            return c.Where(SignsDiffer(c, rest, right), c.Subtract(quotient, c.Scalar(1, left.Type)), quotient);
        }
        var one = c.Scalar(1, left.Type);
        var modulo = Modulo(c, left, right);
        var exact = c.Divide(c.Subtract(left, modulo), right);
        exact = c.Where(SignsDiffer(c, modulo, right), c.Subtract(exact, one), exact);
        var whole = c.Op("Floor", [exact]);
        whole = c.Where(c.Greater(c.Subtract(exact, whole), 0.5), c.Add(whole, one), whole);
        return c.Where(c.Equal(right, 0), c.Divide(left, right), whole);
    }
}
