using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>What a lowering sees: one call's arguments by position, and a way to append nodes.</summary>
/// <param name="call">The call; of one that writes into <c>out</c> arguments, those are left out.</param>
/// <param name="row">The operator whose row is used, in its functional form.</param>
/// <param name="builder">The graph under construction.</param>
/// <param name="valueOf">The graph's value of a tensor.</param>
/// <param name="widensHalfPrecision">Whether tensors of half precision are shown as float32; whoever asks for it casts the results.</param>
internal sealed partial class LoweringContext(OperatorCall call, string row, GraphBuilder builder, Func<ProgramTensor, Value> valueOf, bool widensHalfPrecision = false)
{
    /// <summary>The opset that the nodes must belong to.</summary>
    public int Opset => builder.Opset;

    /// <summary>The operator being lowered, in its functional form, for rules that serve several.</summary>
    public string Operator => row;

    /// <summary>The operator's name without namespace, overload and trailing underscore: <c>add</c>.</summary>
    public string Name { get; } = call.Traced.Name[(call.Traced.Name.LastIndexOf(':') + 1)..].TrimEnd('_');

    /// <summary>Whether libtorch ran it for a step of a backward pass.</summary>
    public bool IsOfBackward => call.Traced.IsOfBackward;

    public int InputCount => call.Inputs.Count;

    public bool IsNone(int index) => index >= call.Inputs.Count || call.Inputs[index] is Argument.None;

    public bool IsTensor(int index) => index < call.Inputs.Count && call.Inputs[index] is Argument.OfTensor;

    /// <summary>The tensor passed at a position.</summary>
    public ProgramTensor Tensor(int index) => call.Inputs[index] is Argument.OfTensor tensor ? tensor.Tensor : throw Unexpected(index, "a tensor");

    /// <summary>The graph's value of the tensor passed at a position.</summary>
    public Value Input(int index) => ValueOf(Tensor(index));

    public Value? OptionalInput(int index) => IsNone(index) ? null : Input(index);

    /// <summary>The values of a list of tensors; null where one is left out.</summary>
    public IReadOnlyList<Value?> InputList(int index) => [.. List(index).Select(item => item switch
    {
        Argument.OfTensor tensor => ValueOf(tensor.Tensor),
        Argument.None => (Value?)null,
        _ => throw Unexpected(index, "a list of tensors"),
    })];

    public IReadOnlyList<ProgramTensor> TensorList(int index) => [.. List(index).OfType<Argument.OfTensor>().Select(t => t.Tensor)];

    public int Rank(int index) => Tensor(index).Shape.Count;

    /// <summary>An integer that may depend on the dynamic dimensions.</summary>
    public Dimension Size(int index) => call.Inputs[index] is Argument.Integer integer ? integer.Value : throw Unexpected(index, "an integer");

    /// <summary>An integer that must not depend on the dynamic dimensions.</summary>
    public long Integer(int index, long? absent = null)
    {
        if (IsNone(index) && absent is { } value) return value;
        return Size(index).TryGetConstant(out long constant) ? constant : throw new LoweringRefusedException($"argument {index} is {Size(index)}, and ONNX takes a fixed integer there");
    }

    public IReadOnlyList<Dimension> Sizes(int index) => [.. List(index).Select(item => item is Argument.Integer integer ? integer.Value : throw Unexpected(index, "a list of integers"))];

    public long[] Integers(int index)
    {
        if (IsNone(index)) return [];
        return [.. Sizes(index).Select(s => s.TryGetConstant(out long constant) ? constant : throw new LoweringRefusedException($"argument {index} contains {s}, and ONNX takes fixed integers there"))];
    }

    /// <summary>A number passed as a scalar, which must not depend on the dynamic dimensions; integers and booleans count as numbers.</summary>
    public double Number(int index, double? absent = null) => index >= call.Inputs.Count ? absent ?? throw Unexpected(index, "a number") : call.Inputs[index] switch
    {
        Argument.Real real => real.Value.TryGetConstant(out double constant) ? constant : throw new LoweringRefusedException($"argument {index} is {real.Value}, and ONNX takes a fixed number there"),
        Argument.Integer => Integer(index),
        Argument.Boolean boolean => boolean.Value ? 1 : 0,
        Argument.None when absent is { } value => value,
        _ => throw Unexpected(index, "a number"),
    };

    /// <summary>A number passed as a scalar as a 0-d value of a type, computed from sizes where it depends on them.</summary>
    public Value NumberValue(int index, DataType type, double? absent = null) => index >= call.Inputs.Count ? Scalar(Number(index, absent), type) : call.Inputs[index] switch
    {
        Argument.Real { Value: var real } when !real.TryGetConstant(out _) => Cast(Squeeze(builder.Real(real, call.Origin), 0), type),
        Argument.Integer { Value: var size } when !size.TryGetConstant(out _) => Cast(SizeScalar(size), type),
        _ => Scalar(Number(index, absent), type),
    };

    /// <summary>Whether a scalar is the same number at every size.</summary>
    public bool IsFixedNumber(int index) => index >= call.Inputs.Count || call.Inputs[index] is not (Argument.Real { Value.Functions.Count: > 0 } or Argument.Integer { Value.Symbols.Count: > 0 });

    /// <summary>Whether a scalar, one that may be left out for 1, is this number at every size.</summary>
    public bool IsNumber(int index, double number) => index >= call.Inputs.Count ? number == 1 : call.Inputs[index] switch
    {
        Argument.Real real => real.Value.TryGetConstant(out double constant) && constant == number,
        Argument.Integer integer => integer.Value.TryGetConstant(out long constant) && constant == number,
        Argument.Boolean boolean => number == (boolean.Value ? 1 : 0),
        Argument.None => number == 1,
        _ => false,
    };

    public bool IsReal(int index) => call.Inputs[index] is Argument.Real;

    public bool IsBoolean(int index) => call.Inputs[index] is Argument.Boolean;

    public bool Boolean(int index, bool absent = false) => IsNone(index) ? absent : call.Inputs[index] is Argument.Boolean boolean ? boolean.Value : throw Unexpected(index, "a boolean");

    public IReadOnlyList<bool> Booleans(int index) => [.. List(index).Select(item => item is Argument.Boolean boolean ? boolean.Value : throw Unexpected(index, "a list of booleans"))];

    public string? Text(int index) => IsNone(index) ? null : call.Inputs[index] is Argument.Text text ? text.Value : throw Unexpected(index, "a text");

    /// <summary>A dimension argument, counted from the front of the tensor at <paramref name="tensor"/>.</summary>
    public int Axis(int index, int tensor = 0) => Wrap(Integer(index), Rank(tensor));

    /// <summary>Dimension arguments, counted from the front; all dimensions when none is given.</summary>
    public int[] Axes(int index, int tensor = 0)
    {
        int rank = Rank(tensor);
        var axes = call.Inputs.Count > index && call.Inputs[index] is Argument.Integer ? [Integer(index)] : Integers(index);
        return axes.Length == 0 ? [.. Enumerable.Range(0, rank)] : [.. axes.Select(a => Wrap(a, rank))];
    }

    /// <summary>The result that the traced call gave.</summary>
    public ProgramTensor Result(int index = 0) => call.OutputTensors.ElementAt(index);

    public int ResultCount => call.OutputTensors.Count();

    /// <summary>The element type of the result.</summary>
    public DataType ResultType => DataTypeOf(Result().Type);

    public static int Wrap(long axis, int rank) => (int)(axis < 0 ? axis + Math.Max(rank, 1) : axis);

    /// <summary>ONNX's type for libtorch's, as this lowering sees it.</summary>
    public DataType DataTypeOf(ScalarType type) => Shown(TorchTypes.ToDataType(type));

    private DataType Shown(DataType type) => widensHalfPrecision && IsHalf(type) ? DataType.Float : type;

    private static bool IsHalf(DataType type) => type is DataType.Float16 or DataType.BFloat16;

    public static LoweringRefusedException Refuse(string reason) => new(reason);

    private IReadOnlyList<Argument> List(int index) => IsNone(index) ? [] : call.Inputs[index] is Argument.OfList list ? list.Items : throw Unexpected(index, "a list");

    private LoweringRefusedException Unexpected(int index, string what) =>
        new($"argument {index} was expected to be {what} and is {(index < call.Inputs.Count ? call.Inputs[index].GetType().Name : "absent")}");
}
