namespace OnnxForge.Export;

/// <summary>Arithmetic, comparison and logic, element by element.</summary>
internal static class PointwiseLowerings
{
    [Lowering("aten::add.Tensor", "aten::add.Scalar", "aten::sub.Tensor", "aten::sub.Scalar")]
    public static Value AddOrSubtract(LoweringContext c)
    {
        var (left, right) = Operands(c, c.ResultType);
        if (!c.IsNumber(2, 1)) right = c.Multiply(right, c.NumberValue(2, right.Type));
        if (c.ResultType == DataType.Bool) return c.Name == "add" ? c.Op("Or", [left, right]) : throw LoweringContext.Refuse("subtraction of booleans");
        return c.Op(c.Name == "add" ? "Add" : "Sub", [left, right]);
    }

    [Lowering("aten::rsub.Scalar")] // that of a tensor runs sub
    public static Value ReverseSubtract(LoweringContext c)
    {
        var (left, right) = Operands(c, c.ResultType);
        if (!c.IsNumber(2, 1)) left = c.Multiply(left, c.NumberValue(2, left.Type));
        return c.Op("Sub", [right, left]);
    }

    [Lowering("aten::mul.Tensor", "aten::mul.Scalar")]
    public static Value Multiply(LoweringContext c)
    {
        var (left, right) = Operands(c, c.ResultType);
        return c.Op(c.ResultType == DataType.Bool ? "And" : "Mul", [left, right]);
    }

    [Lowering("aten::div.Tensor", "aten::div.Scalar")]
    public static Value Divide(LoweringContext c)
    {
        var (left, right) = Operands(c, c.ResultType);
        return c.Op("Div", [left, right]);
    }

    [Lowering("aten::maximum", "aten::max.other", "aten::minimum", "aten::min.other")]
    public static Value Extreme(LoweringContext c)
    {
        var (left, right) = Operands(c, c.ResultType);
        return c.Op(c.Name.StartsWith("max", StringComparison.Ordinal) ? "Max" : "Min", [left, right]);
    }

    [Lowering("aten::pow.Tensor_Tensor", "aten::pow.Tensor_Scalar", "aten::pow.Scalar", "aten::pow_.Tensor")] // the in-place overload has another name than its function
    public static Value Power(LoweringContext c)
    {
        if (c.IsNumber(1, 2)) return Square(c);
        if (c.IsNumber(1, 0.5) && TorchTypes.IsFloating(c.ResultType)) return c.Op("Sqrt", [c.Cast(c.Input(0), c.ResultType)]);
        var (left, right) = Operands(c, c.ResultType);
        if (TorchTypes.IsFloating(left.Type)) return c.Op("Pow", [left, right]);
        if (!c.IsTensor(1) && c.IsFixedNumber(1)) return IntegerPowers.Of(c, left, (long)c.Number(1));
        return !c.IsTensor(0) && c.IsFixedNumber(0) && c.Number(0) % 2 == 0 ? IntegerPowers.OfEven(c, (long)c.Number(0), right, left.Type) : IntegerPowers.Of(c, left, right);
    }

    [Lowering("aten::square")]
    public static Value Square(LoweringContext c)
    {
        var x = c.Cast(c.Input(0), c.ResultType);
        return c.Op("Mul", [x, x]);
    }

    [Lowering("aten::eq.Tensor", "aten::eq.Scalar", "aten::ne.Tensor", "aten::ne.Scalar", "aten::lt.Tensor", "aten::lt.Scalar", "aten::le.Tensor", "aten::le.Scalar",
        "aten::gt.Tensor", "aten::gt.Scalar", "aten::ge.Tensor", "aten::ge.Scalar")]
    public static Value Compare(LoweringContext c)
    {
        var type = CommonType(c, 0, 1);
        // ONNX compares booleans for equality only
        if (type == DataType.Bool && c.Name is not ("eq" or "ne")) type = DataType.Int32;
        var (left, right) = Operands(c, type);
        return c.Name switch
        {
            "eq" => c.Op("Equal", [left, right], type: DataType.Bool),
            "ne" => c.Op("Not", [c.Op("Equal", [left, right], type: DataType.Bool)]),
            "lt" => c.Op("Less", [left, right], type: DataType.Bool),
            "le" => c.Op("LessOrEqual", [left, right], type: DataType.Bool),
            "gt" => c.Op("Greater", [left, right], type: DataType.Bool),
            _ => c.Op("GreaterOrEqual", [left, right], type: DataType.Bool),
        };
    }

    [Lowering("aten::logical_and", "aten::logical_or", "aten::logical_xor")]
    public static Value Logical(LoweringContext c)
    {
        var (left, right) = (c.Truth(c.Input(0)), c.Truth(c.Input(1)));
        return c.Op(c.Name switch { "logical_and" => "And", "logical_or" => "Or", _ => "Xor" }, [left, right]);
    }

    [Lowering("aten::logical_not")]
    public static Value Not(LoweringContext c) => c.Op("Not", [c.Truth(c.Input(0))]);

    [Lowering("aten::where.self", "aten::where.ScalarOther", "aten::where.ScalarSelf", "aten::where.Scalar")]
    public static Value Where(LoweringContext c) => c.Op("Where", [c.Truth(c.Input(0)), Operand(c, 1, c.ResultType), Operand(c, 2, c.ResultType)], type: c.ResultType);

    [Lowering("aten::masked_fill.Scalar", "aten::masked_fill.Tensor")]
    public static Value MaskedFill(LoweringContext c) => c.Op("Where", [c.Input(1), Operand(c, 2, c.ResultType), c.Input(0)], type: c.ResultType);

    [Lowering("aten::isnan")]
    public static Value IsNaN(LoweringContext c) => TorchTypes.IsFloating(c.Input(0).Type)
        ? c.Op("IsNaN", [c.Input(0)], type: DataType.Bool)
        : c.Op("Not", [c.Op("Equal", [c.Input(0), c.Input(0)], type: DataType.Bool)]);

    [Lowering("aten::isinf")]
    public static Value IsInfinite(LoweringContext c) => TorchTypes.IsFloating(c.Input(0).Type) ? c.IsInfinite(c.Input(0)) : c.Not(c.Equal(c.Input(0), c.Input(0)));

    [Lowering("aten::clamp", "aten::clamp.Tensor", "aten::clip", "aten::clip.Tensor", "aten::clamp_min", "aten::clamp_max", "aten::clamp_min.Tensor", "aten::clamp_max.Tensor")]
    public static Value Clamp(LoweringContext c)
    {
        var x = c.Cast(c.Input(0), c.ResultType);
        bool both = c.Name is "clamp" or "clip";
        int low = both || c.Name == "clamp_min" ? 1 : -1, high = both ? 2 : c.Name == "clamp_max" ? 1 : -1;
        // libtorch takes the upper bound where the bounds cross, so it comes last
        if (low > 0 && !c.IsNone(low)) x = c.Op("Max", [x, Operand(c, low, c.ResultType)]);
        if (high > 0 && !c.IsNone(high)) x = c.Op("Min", [x, Operand(c, high, c.ResultType)]);
        return x;
    }

    /// <summary>Both operands of a binary operator in one type; a scalar becomes a constant.</summary>
    public static (Value Left, Value Right) Operands(LoweringContext c, DataType type) => (Operand(c, 0, type), Operand(c, 1, type));

    public static Value Operand(LoweringContext c, int index, DataType type) => c.IsTensor(index) ? c.Cast(c.Input(index), type) : c.NumberValue(index, type);

    /// <summary>The type that libtorch compares in: that of both tensors, or the tensor's unless the other one is a number of a higher kind.</summary>
    public static DataType CommonType(LoweringContext c, int tensor, int other)
    {
        if (c.IsTensor(other)) return c.DataTypeOf(TorchSharp.torch.result_type(c.Tensor(tensor).Sample, c.Tensor(other).Sample));
        var type = c.DataTypeOf(c.Tensor(tensor).Type);
        if (c.IsReal(other)) return TorchTypes.IsFloating(type) ? type : DataType.Float;
        return type == DataType.Bool && !c.IsBoolean(other) ? DataType.Int64 : type;
    }
}
