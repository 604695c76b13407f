namespace OnnxForge.Export;

/// <summary>Functions that ONNX has no operator for, composed so that they hold at zeros, infinities and NaN.</summary>
internal static class SpecialLowerings
{
    [Lowering("aten::expm1", "aten::special_expm1")]
    public static Value ExponentialMinusOne(LoweringContext c) => c.ExponentialMinusOne(Floating(c));

    [Lowering("aten::exp2", "aten::special_exp2")]
    public static Value PowerOfTwo(LoweringContext c)
    {
        var x = Floating(c);
        return c.Op("Pow", [c.Scalar(2, x.Type), x]);
    }

    [Lowering("aten::sinc", "aten::special_sinc")]
    public static Value CardinalSine(LoweringContext c)
    {
        var angle = c.Multiply(Floating(c), Math.PI);
        var one = c.Scalar(1, angle.Type);
        var zero = c.Equal(angle, 0);
        return c.Where(zero, one, c.Divide(c.Op("Sin", [angle]), c.Where(zero, one, angle)));
    }

    [Lowering("aten::logit", "aten::special_logit")]
    public static Value Logit(LoweringContext c)
    {
        var x = Floating(c);
        if (!c.IsNone(1)) x = c.Minimum(c.Maximum(x, c.Scalar(c.Number(1), x.Type)), c.Scalar(1 - c.Number(1), x.Type));
        return c.Logarithm(c.Divide(x, c.Subtract(c.Scalar(1, x.Type), x)));
    }

    [Lowering("aten::xlogy.Tensor", "aten::xlogy.Scalar_Self", "aten::xlogy.Scalar_Other", "aten::special_xlogy", "aten::special_xlogy.self_scalar", "aten::special_xlogy.other_scalar")]
    public static Value MultipliedLogarithm(LoweringContext c)
    {
        var (x, y) = PointwiseLowerings.Operands(c, c.ResultType);
        return WithoutZeros(c, x, y, c.Logarithm(y));
    }

    [Lowering("aten::special_xlog1py", "aten::special_xlog1py.self_scalar", "aten::special_xlog1py.other_scalar")]
    public static Value MultipliedLogarithmOfOnePlus(LoweringContext c)
    {
        var (x, y) = PointwiseLowerings.Operands(c, c.ResultType);
        return WithoutZeros(c, x, y, c.LogarithmOfOnePlus(y));
    }

    [Lowering("aten::logaddexp", "aten::logaddexp2")]
    public static Value LogarithmOfSum(LoweringContext c)
    {
        var (a, b) = PointwiseLowerings.Operands(c, c.ResultType);
        var largest = c.Maximum(a, b);
        var distance = c.Negate(c.Absolute(c.Subtract(a, b)));
        var rest = c.Name == "logaddexp"
            ? c.LogarithmOfOnePlus(c.Exponential(distance))
            : c.Multiply(c.LogarithmOfOnePlus(c.Op("Pow", [c.Scalar(2, a.Type), distance])), 1 / Math.Log(2));
        return c.Where(c.And(c.IsInfinite(a), c.Equal(a, b)), a, c.Add(largest, rest));
    }

    [Lowering("aten::hypot")]
    public static Value Hypotenuse(LoweringContext c)
    {
        var (left, right) = PointwiseLowerings.Operands(c, c.ResultType);
        var (a, b) = (c.Absolute(left), c.Absolute(right));
        var (large, small) = (c.Maximum(a, b), c.Minimum(a, b));
        var ratio = c.Divide(small, large);
        var one = c.Scalar(1, a.Type);
        var length = c.Multiply(large, c.SquareRoot(c.Add(one, c.Multiply(ratio, ratio))));
        length = c.Where(c.Equal(large, 0), large, length);
        return c.Where(c.Or(c.IsInfinite(a), c.IsInfinite(b)), c.Scalar(double.PositiveInfinity, a.Type), length);
    }

    // Atan covers the right half plane; the left half turns by pi with the sign of y, a minus zero included
    [Lowering("aten::atan2", "aten::arctan2")]
    public static Value Angle(LoweringContext c)
    {
        var (y, x) = PointwiseLowerings.Operands(c, c.ResultType);
        return Angle(c, y, x);
    }

    /// <summary>The angle of the point (x, y), from -π to π.</summary>
    public static Value Angle(LoweringContext c, Value y, Value x)
    {
        var one = c.Scalar(1, y.Type);
        var bothInfinite = c.And(c.IsInfinite(y), c.IsInfinite(x));
        var bothZero = c.And(c.Equal(y, 0), c.Equal(x, 0));
        var rise = c.Where(bothInfinite, c.Op("Sign", [y]), y);
        var run = c.Where(bothInfinite, c.Op("Sign", [x]), c.Where(bothZero, one, x));
        var angle = InverseFunctionLowerings.Arctangent(c, c.Divide(rise, run));
        var turn = c.Where(c.IsNegative(y), c.Scalar(-Math.PI, y.Type), c.Scalar(Math.PI, y.Type));
        return c.Where(c.IsNegative(x), c.Add(angle, turn), angle);
    }

    [Lowering("aten::nan_to_num")]
    public static Value ReplaceNotFinite(LoweringContext c)
    {
        var x = c.Input(0);
        if (!TorchTypes.IsFloating(x.Type)) return x;
        double largest = x.Type switch { DataType.Double => double.MaxValue, DataType.Float16 => (double)Half.MaxValue, DataType.BFloat16 => 3.3895313892515355e38, _ => float.MaxValue };
        x = c.Where(c.IsNotANumber(x), c.Scalar(c.Number(1, 0), x.Type), x);
        var replaced = c.Where(c.IsInfinite(x, negative: false), c.Scalar(c.Number(2, largest), x.Type), x);
        return c.Where(c.IsInfinite(x, positive: false), c.Scalar(c.Number(3, -largest), x.Type), replaced);
    }

    [Lowering("aten::signbit")]
    public static Value IsNegative(LoweringContext c) => c.Input(0).Type == DataType.Bool ? c.Xor(c.Input(0), c.Input(0)) : c.IsNegative(c.Input(0));

    [Lowering("aten::copysign.Tensor", "aten::copysign.Scalar")]
    public static Value CopySign(LoweringContext c)
    {
        var (x, sign) = PointwiseLowerings.Operands(c, c.ResultType);
        return c.Where(c.IsNegative(sign), c.Negate(c.Absolute(x)), c.Absolute(x));
    }

    [Lowering("aten::isfinite")]
    public static Value IsFinite(LoweringContext c)
    {
        var x = c.Input(0);
        return TorchTypes.IsFloating(x.Type) ? c.Not(c.Or(c.IsNotANumber(x), c.IsInfinite(x))) : c.Equal(x, x);
    }

    [Lowering("aten::isposinf", "aten::isneginf")]
    public static Value IsSignedInfinity(LoweringContext c)
    {
        var x = c.Input(0);
        if (!TorchTypes.IsFloating(x.Type)) return c.Not(c.Equal(x, x));
        return c.IsInfinite(x, positive: c.Name == "isposinf", negative: c.Name == "isneginf");
    }

    [Lowering("aten::heaviside")]
    public static Value Heaviside(LoweringContext c)
    {
        var x = c.Input(0);
        var step = c.Where(c.Greater(x, 0), c.Scalar(1, x.Type), c.Scalar(0, x.Type));
        return c.Where(c.Equal(x, 0), c.Input(1), step);
    }

    [Lowering("aten::fmax", "aten::fmin")]
    public static Value ExtremeOfNumbers(LoweringContext c)
    {
        var (a, b) = PointwiseLowerings.Operands(c, c.ResultType);
        var extreme = c.Op(c.Name == "fmax" ? "Max" : "Min", [a, b]);
        return TorchTypes.IsFloating(a.Type) ? c.Where(c.IsNotANumber(a), b, c.Where(c.IsNotANumber(b), a, extreme)) : extreme;
    }

    // libtorch starts from the nearer end
    [Lowering("aten::lerp.Scalar", "aten::lerp.Tensor")]
    public static Value Interpolate(LoweringContext c)
    {
        var weight = PointwiseLowerings.Operand(c, 2, c.ResultType);
        return Interpolate(c, c.Input(0), c.Input(1), weight, !c.IsTensor(2) && c.IsFixedNumber(2) ? c.Number(2) : null);
    }

    /// <summary>The value at a share of the way, from whichever end is nearer.</summary>
    public static Value Interpolate(LoweringContext c, Value start, Value end, Value weight, double? fixedWeight = null)
    {
        var distance = c.Subtract(end, start);
        Value FromStart() => c.Add(start, c.Multiply(weight, distance));
        Value FromEnd() => c.Subtract(end, c.Multiply(distance, c.Subtract(c.Scalar(1, start.Type), weight)));
        if (fixedWeight is { } number) return Math.Abs(number) < 0.5 ? FromStart() : FromEnd();
        return c.Where(c.Less(c.Absolute(weight), 0.5), FromStart(), FromEnd());
    }

    // self + value * first * second, or value * first / second
    [Lowering("aten::addcmul", "aten::addcdiv")]
    public static Value AddCombined(LoweringContext c)
    {
        var type = c.ResultType;
        var (x, first, second) = (c.Cast(c.Input(0), type), c.Cast(c.Input(1), type), c.Cast(c.Input(2), type));
        if (!c.IsNumber(3, 1)) first = c.Multiply(first, c.NumberValue(3, type));
        return c.Add(x, c.Name == "addcmul" ? c.Multiply(first, second) : c.Divide(first, second));
    }

    // of a real number: pi below zero, 0 above
    [Lowering("aten::angle")]
    public static Value Phase(LoweringContext c)
    {
        var x = Floating(c);
        return c.Where(c.IsNotANumber(x), x, c.Where(c.Less(x, 0), c.Scalar(Math.PI, x.Type), c.Scalar(0, x.Type)));
    }

    [Lowering("aten::deg2rad", "aten::rad2deg")]
    public static Value ConvertAngle(LoweringContext c) => c.Multiply(Floating(c), c.Name == "deg2rad" ? Math.PI / 180 : 180 / Math.PI);

    [Lowering("aten::softshrink")]
    public static Value SoftShrink(LoweringContext c)
    {
        var x = c.Input(0);
        var bound = c.Scalar(c.Number(1, 0.5), x.Type);
        return c.Where(c.Less(c.Absolute(x), bound), c.Scalar(0, x.Type), c.Subtract(x, c.Multiply(c.Op("Sign", [x]), bound)));
    }

    [Lowering("aten::hardshrink")]
    public static Value HardShrink(LoweringContext c)
    {
        var x = c.Input(0);
        return c.Where(c.LessOrEqual(c.Absolute(x), c.Scalar(c.Number(1, 0.5), x.Type)), c.Scalar(0, x.Type), x);
    }

    private static Value Floating(LoweringContext c) => c.Cast(c.Input(0), c.ResultType);

    // x * log y is 0 where x is 0, unless y is NaN
    private static Value WithoutZeros(LoweringContext c, Value x, Value y, Value logarithm) =>
        c.Where(c.IsNotANumber(y), y, c.Where(c.Equal(x, 0), c.Scalar(0, x.Type), c.Multiply(x, logarithm)));
}
