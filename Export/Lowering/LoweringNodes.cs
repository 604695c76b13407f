namespace OnnxForge.Export;

internal sealed partial class LoweringContext
{
    private static readonly HashSet<string> Predicates = ["Equal", "Greater", "GreaterOrEqual", "IsInf", "IsNaN", "Less", "LessOrEqual"];
    private int roundings, inexactScalars;

    /// <summary>Whether the nodes of half precision round more than once, and libtorch, which computes in float32 inside of an operator, does not.</summary>
    public bool RoundsHalfPrecisionAgain => roundings > 1 || (roundings == 1 && inexactScalars > 0);

    /// <summary>Appends a node with one result, of the first argument's type unless another is given.</summary>
    public Value Op(string opType, IReadOnlyList<Value?> inputs, IReadOnlyList<NodeAttribute>? attributes = null, DataType? type = null) =>
        Ops(opType, inputs, [type ?? inputs.First(i => i is not null)!.Type], attributes)[0];

    /// <summary>Appends a node with several results of the given types. Where ONNX Runtime lacks the type, the node computes in a wider one.</summary>
    /// <exception cref="LoweringRefusedException">ONNX Runtime lacks the type, and a wider one with it.</exception>
    public IReadOnlyList<Value> Ops(string opType, IReadOnlyList<Value?> inputs, IReadOnlyList<DataType> types, IReadOnlyList<NodeAttribute>? attributes = null)
    {
        attributes ??= [];
        int first = RuntimeKernels.FirstInput(opType);
        var type = opType == "Cast" ? DataType.Undefined : inputs.Skip(first).FirstOrDefault()?.Type ?? DataType.Undefined;
        var kernel = RuntimeKernels.TypeFor(opType, type, Opset, attributes) ?? throw Refuse($"ONNX Runtime has no {opType} for {DataTypes.NameOf(type)}; compute in float32");
        if (types.Any(IsHalf) && RuntimeKernels.Rounds(opType, attributes)) roundings++;
        Value? Widened(Value? input, int index) => input is null || index < first || input.Type != type ? input : Cast(input, kernel);
        DataType Result(DataType wanted) => wanted == type && !Predicates.Contains(opType) ? kernel : wanted;
        var outputs = builder.Graph.AddNode(opType, [.. inputs.Select(Widened)], [.. types.Select(t => (Result(t), (IReadOnlyList<Dimension>?)null))], attributes, origin: call.Origin).Outputs;
        return [.. outputs.Zip(types, Cast)];
    }

    /// <summary>A constant of the graph, with the wanted name or a plain one.</summary>
    public Value Constant(ConstantTensor tensor, string? name = null) => builder.Graph.AddConstant(name, tensor);

    public Value Int64s(params long[] values) => Constant(ConstantTensor.Int64s(values));

    /// <summary>A scalar of any numeric type.</summary>
    public Value Scalar(double value, DataType type)
    {
        if (type == DataType.Float16 ? (double)(Half)value != value : type == DataType.BFloat16 && BitConverter.SingleToUInt32Bits((float)value) << 16 != 0) inexactScalars++;
        return Constant(ConstantTensor.FromBytes(type, [], ScalarBytes.Of(value, type)));
    }

    /// <summary>Sizes as a one-dimensional int64 value: a constant, or computed from the input's shape.</summary>
    public Value SizeVector(IReadOnlyList<Dimension> sizes) => builder.SizeVector(sizes, call.Origin);

    /// <summary>A size as an int64 scalar value.</summary>
    public Value SizeScalar(Dimension size) => size.TryGetConstant(out long constant)
        ? Constant(ConstantTensor.Scalar(constant))
        : Op("Squeeze", [SizeVector([size]), Int64s(0)]);

    /// <summary>The value in another element type; itself when it has that type.</summary>
    public Value Cast(Value value, DataType type) => value.Type == type ? value : Op("Cast", [value], [new IntAttribute("to", (long)type)], type);

    /// <summary>The shape that the traced result has, when every size of it is known.</summary>
    public IReadOnlyList<Dimension> ResultShape(int index = 0) => KnownShape(Result(index));

    /// <summary>The shape of a tensor argument, when every size of it is known.</summary>
    public IReadOnlyList<Dimension> Shape(int index) => KnownShape(Tensor(index));

    /// <summary>Reshapes to the traced result's shape.</summary>
    public Value ReshapeToResult(Value value, int index = 0) => Reshape(value, ResultShape(index));

    /// <summary>Reshapes; a size that the target shares with the value at the same position is copied, and one more may be left to be inferred.</summary>
    public Value Reshape(Value value, IReadOnlyList<Dimension> target)
    {
        int dynamic = target.Count(d => !d.TryGetConstant(out _));
        if (dynamic == 0) return Op("Reshape", [value, Int64s([.. target.Select(Fixed)])]);
        bool Copied(int i) => value.Shape is { } shape && i < shape.Count && shape[i] == target[i] && !target[i].TryGetConstant(out _);
        int open = Enumerable.Range(0, target.Count).Count(i => !target[i].TryGetConstant(out _) && !Copied(i));
        bool zeroSize = target.Any(d => d.TryGetConstant(out long size) && size == 0);
        if (zeroSize || open > 0) return Op("Reshape", [value, SizeVector(target)], [new IntAttribute("allowzero", 1)]); // else a size of 0 would mean "copy"
        return Op("Reshape", [value, Int64s([.. target.Select((d, i) => Copied(i) ? 0 : Fixed(d))])]);
    }

    public static long Fixed(Dimension size) => size.TryGetConstant(out long constant) ? constant : throw Refuse($"the size {size} depends on the input, and ONNX takes a fixed one there");

    private static List<Dimension> KnownShape(ProgramTensor tensor) =>
        [.. tensor.Shape.Select(d => d ?? throw Refuse("a size of it fits no expression of the dynamic dimensions"))];
}
