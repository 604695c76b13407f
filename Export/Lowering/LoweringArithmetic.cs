namespace OnnxForge.Export;

internal sealed partial class LoweringContext
{
    public Value Add(Value left, Value right) => Op("Add", [left, right]);

    public Value Subtract(Value left, Value right) => Op("Sub", [left, right]);

    public Value Multiply(Value left, Value right) => Op("Mul", [left, right]);

    public Value Multiply(Value value, double factor) => factor == 1 ? value : Op("Mul", [value, Scalar(factor, value.Type)]);

    public Value Divide(Value left, Value right) => Op("Div", [left, right]);

    public Value Negate(Value value) => Op("Neg", [value]);

    public Value Absolute(Value value) => Op("Abs", [value]);

    public Value Exponential(Value value) => Op("Exp", [value]);

    public Value Logarithm(Value value) => Op("Log", [value]);

    public Value SquareRoot(Value value) => Op("Sqrt", [value]);

    public Value Power(Value value, double exponent) => Op("Pow", [value, Scalar(exponent, value.Type)]);

    public Value Maximum(Value left, Value right) => Op("Max", [left, right]);

    public Value Minimum(Value left, Value right) => Op("Min", [left, right]);

    public Value MatrixProduct(Value left, Value right) => Op("MatMul", [left, right]);

    public Value Where(Value condition, Value then, Value otherwise) => Op("Where", [condition, then, otherwise], type: then.Type);

    public Value Equal(Value left, Value right) => Op("Equal", [left, right], type: DataType.Bool);

    public Value Equal(Value value, double number) => Equal(value, Scalar(number, value.Type));

    public Value Less(Value left, Value right) => Op("Less", [left, right], type: DataType.Bool);

    public Value Less(Value value, double number) => Less(value, Scalar(number, value.Type));

    public Value LessOrEqual(Value left, Value right) => Op("LessOrEqual", [left, right], type: DataType.Bool);

    public Value Greater(Value left, Value right) => Op("Greater", [left, right], type: DataType.Bool);

    public Value Greater(Value value, double number) => Greater(value, Scalar(number, value.Type));

    public Value GreaterOrEqual(Value left, Value right) => Op("GreaterOrEqual", [left, right], type: DataType.Bool);

    public Value Not(Value value) => Op("Not", [value]);

    public Value And(Value left, Value right) => Op("And", [left, right]);

    public Value Or(Value left, Value right) => Op("Or", [left, right]);

    public Value Xor(Value left, Value right) => Op("Xor", [left, right]);

    /// <summary>True where a value is not zero; NaN is true, as in libtorch.</summary>
    public Value Truth(Value value) => value.Type == DataType.Bool ? value : Not(Equal(value, 0));

    /// <summary>True where a floating value is NaN.</summary>
    public Value IsNotANumber(Value value) => Op("IsNaN", [value], type: DataType.Bool);

    /// <summary>True where a floating value is an infinity of the wanted signs; half precision goes through float32, which ONNX asks for before opset 20.</summary>
    public Value IsInfinite(Value value, bool positive = true, bool negative = true)
    {
        var wide = value.Type is DataType.Float16 or DataType.BFloat16 ? Cast(value, DataType.Float) : value;
        List<NodeAttribute> attributes = [];
        if (!positive) attributes.Add(new IntAttribute("detect_positive", 0));
        if (!negative) attributes.Add(new IntAttribute("detect_negative", 0));
        return Op("IsInf", [wide], attributes, DataType.Bool);
    }

    /// <summary>True where a value carries a minus sign; the zero with one is found by its reciprocal.</summary>
    public Value IsNegative(Value value)
    {
        var below = Less(value, 0);
        return TorchTypes.IsFloating(value.Type) ? Or(below, And(Equal(value, 0), Less(Op("Reciprocal", [value]), 0))) : below;
    }

    /// <summary>The value without its fraction, towards zero; NaN stays.</summary>
    public Value Truncate(Value value) => TorchTypes.IsFloating(value.Type) ? Where(Less(value, 0), Op("Ceil", [value]), Op("Floor", [value])) : value;

    /// <summary>exp(x) - 1 with the small digits kept: tanh(x / 2) * (exp(x) + 1).</summary>
    public Value ExponentialMinusOne(Value value) => Multiply(Op("Tanh", [Multiply(value, 0.5)]), Add(Exponential(value), Scalar(1, value.Type)));

    /// <summary>log(1 + x) with the small digits kept (Kahan): x / (u - 1) * log(u) with u = 1 + x.</summary>
    public Value LogarithmOfOnePlus(Value value)
    {
        var one = Scalar(1, value.Type);
        var u = Add(value, one);
        var exact = Equal(u, one);
        var log = Logarithm(u);
        var step = Where(exact, one, Subtract(u, one));
        return Where(IsInfinite(u), log, Where(exact, value, Multiply(Divide(value, step), log)));
    }

    public Value Unsqueeze(Value value, params long[] axes) => axes.Length == 0 ? value : Op("Unsqueeze", [value, Int64s(axes)]);

    public Value Squeeze(Value value, params long[] axes) => axes.Length == 0 ? value : Op("Squeeze", [value, Int64s(axes)]);

    /// <summary>Reorders dimensions; the value itself when they are in order.</summary>
    public Value Transpose(Value value, IReadOnlyList<int> order) => order.Index().All(o => o.Index == o.Item) ? value : Op("Transpose", [value], [new IntsAttribute("perm", [.. order.Select(o => (long)o)])]);

    /// <summary>Joins values along a dimension; the value itself when it is one.</summary>
    public Value Concatenate(IReadOnlyList<Value> values, int axis) => values.Count == 1 ? values[0] : Op("Concat", values, [new IntAttribute("axis", axis)]);

    public Value Slice(Value value, int axis, long start, long end = long.MaxValue, long step = 1) => Op("Slice", [value, Int64s(start), Int64s(end), Int64s(axis), Int64s(step)]);

    public Value Gather(Value value, Value indices, int axis) => Op("Gather", [value, indices], [new IntAttribute("axis", axis)]);

    public Value Expand(Value value, IReadOnlyList<Dimension> shape) => Op("Expand", [value, SizeVector(shape)]);

    public Value Sum(Value value, bool keep, params IReadOnlyList<int> axes) => ReductionLowerings.Reduce(this, "ReduceSum", value, axes, keep);

    public Value Mean(Value value, bool keep, params IReadOnlyList<int> axes) => ReductionLowerings.Reduce(this, "ReduceMean", value, axes, keep);

    /// <summary>The value of a type that none is below; minus infinity of floating types.</summary>
    public Value Lowest(DataType type) => type switch
    {
        DataType.Int64 => Constant(ConstantTensor.Scalar(long.MinValue)),
        _ => Scalar(TorchTypes.IsFloating(type) ? double.NegativeInfinity : type == DataType.Bool || type == DataType.UInt8 ? 0 : -Math.Pow(2, 8 * DataTypes.BytesOf(type) - 1), type),
    };

    /// <summary>The value of a type that none is above; infinity of floating types.</summary>
    public Value Highest(DataType type) => type switch
    {
        DataType.Int64 => Constant(ConstantTensor.Scalar(long.MaxValue)),
        DataType.Bool => Scalar(1, type),
        _ => Scalar(TorchTypes.IsFloating(type) ? double.PositiveInfinity : type == DataType.UInt8 ? byte.MaxValue : Math.Pow(2, 8 * DataTypes.BytesOf(type) - 1) - 1, type),
    };

    /// <summary>One number everywhere; a constant scalar is enough where the operator broadcasts.</summary>
    public Value Filled(double number, DataType type, IReadOnlyList<Dimension> shape) =>
        Op("ConstantOfShape", [SizeVector(shape)], [new TensorAttribute("value", ConstantTensor.FromBytes(type, [1], ScalarBytes.Of(number, type)))], type);

    /// <summary>A constant of any numeric type.</summary>
    public Value Numbers(IEnumerable<double> values, DataType type, params IReadOnlyList<long> dims) =>
        Constant(ConstantTensor.FromBytes(type, dims, values.SelectMany(v => ScalarBytes.Of(v, type)).ToArray()));

    /// <summary>An int64 constant of any rank.</summary>
    public Value Indices(IEnumerable<long> values, params IReadOnlyList<long> dims) =>
        Constant(ConstantTensor.FromBytes(DataType.Int64, dims, System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(values.ToArray()).ToArray()));

    /// <summary>The numbers from 0 up to a size, <c>[size]</c> int64.</summary>
    public Value Counted(Dimension size) => size.TryGetConstant(out long count)
        ? Int64s([.. Enumerable.Range(0, (int)count).Select(i => (long)i)])
        : Op("Range", [Constant(ConstantTensor.Scalar(0L)), SizeScalar(size), Constant(ConstantTensor.Scalar(1L))], type: DataType.Int64);

    /// <summary>The number of elements along dimensions of a tensor argument, as a scalar of a type; a constant where the sizes are fixed.</summary>
    public Value Count(int index, IEnumerable<int> axes, DataType type)
    {
        var shape = Shape(index);
        var count = shape.Count == 0 ? Dimension.Of(1) : axes.Aggregate(Dimension.Of(1), (product, axis) => product * shape[axis]);
        return count.TryGetConstant(out long fixedCount) ? Scalar(fixedCount, type) : Cast(SizeScalar(count), type);
    }

    /// <summary>The shape that tensors broadcast to.</summary>
    public static IReadOnlyList<Dimension> Broadcast(params IReadOnlyList<Dimension>[] shapes)
    {
        int rank = shapes.Max(s => s.Count);
        var one = Dimension.Of(1);
        return [.. Enumerable.Range(0, rank).Select(d => shapes.Select(s => d - rank + s.Count is >= 0 and var own ? s[own] : one).FirstOrDefault(size => !size.Equals(one), one))];
    }

    /// <summary>Integers given one for each of several dimensions, or one for all.</summary>
    public long[] PerDimension(int index, int dimensions, long absent)
    {
        var given = index < InputCount && call.Inputs[index] is Argument.Integer ? [Integer(index)] : Integers(index);
        return given.Length == 0 ? [.. Enumerable.Repeat(absent, dimensions)] : given.Length == 1 ? [.. Enumerable.Repeat(given[0], dimensions)] : given;
    }

    /// <summary>Numbers passed as a list; empty when it is absent.</summary>
    public double[] Numbers(int index) => [.. List(index).Select(item => item switch
    {
        Argument.Real real => real.Value.TryGetConstant(out double constant) ? constant : throw Refuse($"argument {index} contains {real.Value}, and ONNX takes fixed numbers there"),
        Argument.Integer integer => Fixed(integer.Value),
        _ => throw Unexpected(index, "a list of numbers"),
    })];

    public bool IsText(int index) => index < InputCount && call.Inputs[index] is Argument.Text;

    public bool IsList(int index) => index < InputCount && call.Inputs[index] is Argument.OfList;

    /// <summary>The tensors of a list; null where one is left out.</summary>
    public IReadOnlyList<ProgramTensor?> OptionalTensorList(int index) => [.. List(index).Select(item => (item as Argument.OfTensor)?.Tensor)];

    /// <summary>The value of a tensor that an argument list holds.</summary>
    public Value ValueOf(ProgramTensor tensor)
    {
        var value = valueOf(tensor);
        return Cast(value, Shown(value.Type));
    }
}
