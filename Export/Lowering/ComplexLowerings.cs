using TorchSharp;

namespace OnnxForge.Export;

/// <summary>Complex tensors made, taken apart, compared, chosen and filled.</summary>
internal static class ComplexLowerings
{
    // the pair is the value already
    [Lowering("aten::view_as_complex", "aten::view_as_real", Complex = true)]
    public static Value SamePair(LoweringContext c) => c.Input(0);

    [Lowering("aten::complex", Complex = true)]
    public static Value FromParts(LoweringContext c) => c.Pair(new(Spread(c, c.Input(0), 0), Spread(c, c.Input(1), 1)));

    [Lowering("aten::polar", Complex = true)]
    public static Value FromPolar(LoweringContext c)
    {
        var (length, angle) = (c.Input(0), c.Input(1));
        return c.Pair(new(c.Multiply(length, c.Op("Cos", [angle])), c.Multiply(length, c.Op("Sin", [angle]))));
    }

    [Lowering("aten::_conj", "aten::conj_physical", Complex = true)]
    public static Value Conjugate(LoweringContext c) => c.Pair(c.Conjugate(c.Complex(0)));

    [Lowering("aten::real", "aten::conj", "aten::_conj", "aten::conj_physical")]
    public static Value RealOfReal(LoweringContext c) => c.Input(0);

    [Lowering("aten::isreal")]
    public static Value IsReal(LoweringContext c) => c.Filled(1, DataType.Bool, c.ResultShape());

    // what libtorch marks as negative without touching the memory
    [Lowering("aten::_neg_view")]
    public static Value Negative(LoweringContext c) => c.Negate(c.Input(0));

    [Lowering("aten::abs", "aten::absolute", Complex = true)]
    public static Value Magnitude(LoweringContext c) => c.Magnitude(c.Complex(0));

    [Lowering("aten::angle", Complex = true)]
    public static Value Angle(LoweringContext c)
    {
        var z = c.Complex(0);
        return SpecialLowerings.Angle(c, z.Imaginary!, z.Real);
    }

    // z / |z|, and 0 for 0
    [Lowering("aten::sgn", Complex = true)]
    public static Value Sign(LoweringContext c)
    {
        var z = c.Complex(0);
        var length = c.Magnitude(z);
        length = c.Where(c.Equal(length, 0), c.Scalar(1, length.Type), length);
        return c.Pair(new(c.Divide(z.Real, length), c.Divide(z.Imaginary!, length)));
    }

    [Lowering("aten::eq.Tensor", "aten::eq.Scalar", "aten::ne.Tensor", "aten::ne.Scalar", Complex = true)]
    public static Value Compare(LoweringContext c)
    {
        var type = c.DataTypeOf(c.IsTensor(1) ? torch.result_type(c.Tensor(0).Sample, c.Tensor(1).Sample) : c.Tensor(0).Type);
        var (left, right) = (c.Complex(0, type), c.Complex(1, type));
        var zero = c.Scalar(0, type);
        var equal = c.And(c.Equal(left.Real, right.Real), c.Equal(left.Imaginary ?? zero, right.Imaginary ?? zero));
        return c.Name == "eq" ? equal : c.Not(equal);
    }

    [Lowering("aten::where.self", "aten::where.ScalarOther", "aten::where.ScalarSelf", "aten::where.Scalar", Complex = true)]
    public static Value Where(LoweringContext c) => Choose(c, c.Truth(c.Input(0)), Whole(c, 1), Whole(c, 2));

    [Lowering("aten::masked_fill.Scalar", "aten::masked_fill.Tensor", Complex = true)]
    public static Value MaskedFill(LoweringContext c) => Choose(c, c.Input(1), Whole(c, 2), Whole(c, 0));

    [Lowering("aten::to.dtype", "aten::to.dtype_layout", "aten::to.device", "aten::to.other", "aten::_to_copy", "aten::type_as", "aten::to.prim_Device", "aten::to.prim_dtype", Complex = true)]
    public static Value Convert(LoweringContext c)
    {
        if (c.Result().IsComplex) return c.Pair(c.Complex(0));
        if (c.ResultType == DataType.Bool) throw LoweringContext.Refuse("complex numbers as booleans; compare them with 0");
        return c.Complex(0).Real; // libtorch drops the imaginary part
    }

    // self, source; or self, value: in self's type and shape
    [Lowering("aten::copy", "aten::fill.Tensor", "aten::fill.Scalar", Complex = true)]
    public static Value Copy(LoweringContext c)
    {
        var type = c.DataTypeOf(c.Tensor(0).Type);
        Value Fill(Value part) => c.IsTensor(1) && c.Shape(0).SequenceEqual(c.Shape(1)) ? part : c.Expand(part, c.Shape(0));
        var source = c.Complex(1, type);
        return c.Tensor(0).IsComplex ? c.Pair(new(Fill(source.Real), source.Imaginary is null ? null : Fill(source.Imaginary))) : Fill(source.Real);
    }

    [Lowering("aten::ones", "aten::ones_like", "aten::new_ones", Complex = true)]
    public static Value Ones(LoweringContext c) => c.Pair(new(c.Filled(1, c.ResultType, c.ResultShape()), null));

    [Lowering("aten::full", "aten::full_like", Complex = true)]
    public static Value Full(LoweringContext c) => Filled(c, c.Complex(1));

    [Lowering("aten::new_full", Complex = true)]
    public static Value NewFull(LoweringContext c) => Filled(c, c.Complex(2));

    [Lowering("aten::scalar_tensor", Complex = true)]
    public static Value ScalarTensor(LoweringContext c) => c.Pair(c.Complex(0));

    /// <summary>An operand with both of its parts, each of the operand's shape.</summary>
    public static ComplexParts Whole(LoweringContext c, int index)
    {
        var parts = c.Complex(index);
        return parts.Imaginary is null ? new(parts.Real, c.ZerosLike(parts.Real)) : parts;
    }

    private static Value Choose(LoweringContext c, Value condition, ComplexParts then, ComplexParts otherwise) =>
        c.Pair(new(c.Where(condition, then.Real, otherwise.Real), c.Where(condition, then.Imaginary!, otherwise.Imaginary!)));

    private static Value Filled(LoweringContext c, ComplexParts number)
    {
        Value Fill(Value part) => c.Expand(part, c.ResultShape());
        return c.Pair(new(Fill(number.Real), number.Imaginary is null ? null : Fill(number.Imaginary)));
    }

    private static Value Spread(LoweringContext c, Value value, int index) => c.Shape(index).SequenceEqual(c.ResultShape()) ? value : c.Expand(value, c.ResultShape());
}
