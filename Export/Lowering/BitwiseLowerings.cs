namespace OnnxForge.Export;

/// <summary>Logic and shifts on the bits of integers; on booleans, logic.</summary>
internal static class BitwiseLowerings
{
    [Lowering("aten::bitwise_and.Tensor", "aten::bitwise_and.Scalar", "aten::bitwise_and.Scalar_Tensor", "aten::__and__.Tensor", "aten::__and__.Scalar")]
    public static Value And(LoweringContext c) => Combine(c, "And", "BitwiseAnd");

    [Lowering("aten::bitwise_or.Tensor", "aten::bitwise_or.Scalar", "aten::bitwise_or.Scalar_Tensor", "aten::__or__.Tensor", "aten::__or__.Scalar")]
    public static Value Or(LoweringContext c) => Combine(c, "Or", "BitwiseOr");

    [Lowering("aten::bitwise_xor.Tensor", "aten::bitwise_xor.Scalar", "aten::bitwise_xor.Scalar_Tensor", "aten::__xor__.Tensor", "aten::__xor__.Scalar")]
    public static Value Xor(LoweringContext c) => Combine(c, "Xor", "BitwiseXor");

    // of integers: -1 - x, at every opset
    [Lowering("aten::bitwise_not")]
    public static Value Not(LoweringContext c)
    {
        var x = c.Input(0);
        if (x.Type == DataType.Bool) return c.Not(x);
        if (x.Type is DataType.Int64 or DataType.Int32) return c.Subtract(c.Scalar(-1, x.Type), x);
        return c.Opset >= 18 ? c.Op("BitwiseNot", [x]) : throw TooOld("BitwiseNot");
    }

    [Lowering("aten::bitwise_left_shift.Tensor", "aten::bitwise_left_shift.Tensor_Scalar", "aten::bitwise_left_shift.Scalar_Tensor", "aten::__lshift__.Tensor", "aten::__lshift__.Scalar")]
    public static Value ShiftLeft(LoweringContext c)
    {
        var (left, right) = PointwiseLowerings.Operands(c, c.ResultType);
        return c.Multiply(left, FewBits(c, left.Type) is { } bits ? c.Scalar(1L << bits, left.Type) : IntegerPowers.OfEven(c, 2, right, left.Type));
    }

    // the sign is kept, so it is a division that rounds down; too far, and below zero, nothing but the sign is left
    [Lowering("aten::bitwise_right_shift.Tensor", "aten::bitwise_right_shift.Tensor_Scalar", "aten::bitwise_right_shift.Scalar_Tensor", "aten::__rshift__.Tensor", "aten::__rshift__.Scalar")]
    public static Value ShiftRight(LoweringContext c)
    {
        var (left, right) = PointwiseLowerings.Operands(c, c.ResultType);
        Value Shifted(Value divisor) => c.Divide(c.Subtract(left, c.Op("Mod", [left, divisor])), divisor);
        if (FewBits(c, left.Type) is { } few) return Shifted(c.Scalar(1L << few, left.Type));
        var zero = c.Scalar(0, left.Type);
        long bits = 8 * DataTypes.BytesOf(left.Type) - (left.Type == DataType.UInt8 ? 0 : 1);
        var within = c.And(c.GreaterOrEqual(right, zero), c.Less(right, bits));
        var sign = left.Type == DataType.UInt8 ? zero : c.Where(c.Less(left, 0), c.Scalar(-1, left.Type), zero);
        return c.Where(within, Shifted(IntegerPowers.OfEven(c, 2, c.Where(within, right, zero), left.Type)), sign);
    }

    // a fixed number of bits whose power of two the type holds
    private static int? FewBits(LoweringContext c, DataType type) =>
        !c.IsTensor(1) && c.IsFixedNumber(1) && c.Number(1) >= 0 && c.Number(1) < 8 * DataTypes.BytesOf(type) - 1 ? (int)c.Number(1) : null;

    private static Value Combine(LoweringContext c, string logical, string bitwise)
    {
        var (left, right) = PointwiseLowerings.Operands(c, c.ResultType);
        if (left.Type == DataType.Bool) return c.Op(logical, [left, right]);
        return c.Opset >= 18 ? c.Op(bitwise, [left, right]) : throw TooOld(bitwise);
    }

    private static LoweringRefusedException TooOld(string opType) => LoweringContext.Refuse($"{opType} of integers exists from opset 18 on; export at 18 or later");
}
