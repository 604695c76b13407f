namespace OnnxForge.Export;

// A complex tensor's value is real, with the real and the imaginary part in one more dimension at the end: the form of ONNX's DFT, and of view_as_real.
internal sealed partial class LoweringContext
{
    /// <summary>A tensor or number argument as a complex number whose parts have the given type.</summary>
    public ComplexParts Complex(int index, DataType type)
    {
        if (call.Inputs[index] is Argument.Complex number) return new(Scalar(number.Value.Real, type), Scalar(number.Value.Imaginary, type));
        if (!IsTensor(index) || !Tensor(index).IsComplex) return new(PointwiseLowerings.Operand(this, index, type), null);
        var parts = Parts(Input(index));
        return new(Cast(parts.Real, type), Cast(parts.Imaginary!, type));
    }

    /// <summary>An argument as a complex number of the result's precision.</summary>
    public ComplexParts Complex(int index) => Complex(index, ResultType);

    /// <summary>The real and the imaginary part of a complex tensor's value.</summary>
    public ComplexParts Parts(Value pair)
    {
        if (builder.Pairs.PartsOf(pair) is { } known) return known;
        Value Part(long position)
        {
            var part = Gather(pair, Constant(ConstantTensor.Scalar(position)), -1);
            part.Shape = pair.Shape is { } shape ? [.. shape.SkipLast(1)] : null;
            return part;
        }
        var parts = new ComplexParts(Part(0), Part(1));
        builder.Pairs.Add(pair, parts);
        return parts;
    }

    /// <summary>The value of a complex tensor, whose parts have one shape; the imaginary part is zero where there is none.</summary>
    public Value Pair(ComplexParts parts)
    {
        parts = new(parts.Real, parts.Imaginary ?? ZerosLike(parts.Real));
        if (builder.Pairs.PairOf(parts) is { } known) return known;
        var pair = Op("Concat", [Unsqueeze(parts.Real, -1), Unsqueeze(parts.Imaginary!, -1)], [new IntAttribute("axis", -1)]);
        builder.Pairs.Add(pair, parts);
        return pair;
    }

    public ComplexParts Conjugate(ComplexParts parts) => new(parts.Real, parts.Imaginary is null ? null : Negate(parts.Imaginary));

    /// <summary>The absolute value; its square must not leave the range of the type.</summary>
    public Value Magnitude(ComplexParts parts) =>
        parts.Imaginary is null ? Absolute(parts.Real) : SquareRoot(Add(Multiply(parts.Real, parts.Real), Multiply(parts.Imaginary, parts.Imaginary)));

    public Value ZerosLike(Value value) =>
        Op("ConstantOfShape", [Op("Shape", [value], type: DataType.Int64)], [new TensorAttribute("value", ConstantTensor.FromBytes(value.Type, [1], ScalarBytes.Of(0, value.Type)))], value.Type);

    /// <summary>The same call as the real (0) or the imaginary (1) part of its complex tensors sees it; a floating real tensor has no imaginary part.</summary>
    public LoweringContext OfPart(int part) => new(call, row, builder, tensor =>
    {
        var value = valueOf(tensor);
        if (tensor.IsComplex) return part == 0 ? Parts(value).Real : Parts(value).Imaginary!;
        return part == 1 && TorchTypes.IsFloating(value.Type) ? ZerosLike(value) : value;
    });
}
