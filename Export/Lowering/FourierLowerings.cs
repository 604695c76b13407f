namespace OnnxForge.Export;

/// <summary>Discrete Fourier transforms: the three that all of torch.fft is made of.</summary>
internal static class FourierLowerings
{
    // Up to here a product with a matrix is faster than ONNX Runtime's DFT, or as fast, and its file not yet large.
    private const long LargestMatrix = 1024, LargestMatrixOfPowerOfTwo = 512;

    // self, dims, normalization, onesided
    [Lowering("aten::_fft_r2c", Complex = true)]
    public static Value FromReal(LoweringContext c)
    {
        var axes = c.Axes(1);
        var x = Transform(c, new(c.Cast(c.Input(0), c.ResultType), null), axes[^1], c.Shape(0), c.Integer(2), inverse: false, c.Boolean(3));
        return c.Pair(OverAxes(c, x, axes[..^1], inverse: false));
    }

    // self, dims, normalization, forward
    [Lowering("aten::_fft_c2c", Complex = true)]
    public static Value OfComplex(LoweringContext c) => c.Pair(OverAxes(c, c.Complex(0), c.Axes(1), inverse: !c.Boolean(3)));

    // self, dims, normalization, size of the last dim
    [Lowering("aten::_fft_c2r", Complex = true)]
    public static Value ToReal(LoweringContext c)
    {
        var axes = c.Axes(1);
        var x = OverAxes(c, c.Complex(0), axes[..^1], inverse: true);
        var (size, axis) = (c.Size(3), axes[^1]);
        if (MatrixSize(size) is { } n)
        {
            var (cosines, sines) = FourierMatrix.FromHalf(n, Scale(c.Integer(2), n));
            Value Product(Value part, double[] numbers) => c.MatrixProduct(part, c.Numbers(numbers, part.Type, n / 2 + 1, n));
            return AtEnd(c, x, axis, ends => new(c.Subtract(Product(ends.Real, cosines), Product(ends.Imaginary!, sines)), null)).Real;
        }
        return ByOperator(c, Mirrored(c, x, axis, size), axis, size, c.Integer(2), inverse: true).Real;
    }

    /// <summary>The transform of one dimension of a value of a tensor argument's rank.</summary>
    /// <param name="c">The call.</param>
    /// <param name="x">What is transformed.</param>
    /// <param name="axis">The dimension.</param>
    /// <param name="shape">The shape of <paramref name="x"/>.</param>
    /// <param name="normalization">libtorch's: 0 none, 1 by the root of the size, 2 by the size.</param>
    /// <param name="inverse">Whether the exponent is positive.</param>
    /// <param name="half">Whether the second half, which of a real signal is the first one mirrored, is left out.</param>
    public static ComplexParts Transform(LoweringContext c, ComplexParts x, int axis, IReadOnlyList<Dimension> shape, long normalization, bool inverse, bool half)
    {
        if (MatrixSize(shape[axis]) is not { } n) return ByOperator(c, x, axis, shape[axis], normalization, inverse, half);
        long bins = half ? n / 2 + 1 : n;
        var (cosines, sines) = FourierMatrix.Full(n, bins, inverse, Scale(normalization, n));
        var matrix = new ComplexParts(c.Numbers(cosines, x.Real.Type, n, bins), c.Numbers(sines, x.Real.Type, n, bins));
        return AtEnd(c, x, axis, shape.Count, ends => ComplexArithmeticLowerings.Product(c, ends, matrix, c.MatrixProduct));
    }

    private static ComplexParts OverAxes(LoweringContext c, ComplexParts x, int[] axes, bool inverse)
    {
        foreach (int axis in axes) x = Transform(c, x, axis, c.Shape(0), c.Integer(2), inverse, half: false);
        return x;
    }

    private static long? MatrixSize(Dimension size) =>
        size.TryGetConstant(out long n) && n <= (long.IsPow2(n) ? LargestMatrixOfPowerOfTwo : LargestMatrix) ? n : null;

    private static double Scale(long normalization, double size) => normalization switch { 1 => 1 / Math.Sqrt(size), 2 => 1 / size, _ => 1 };

    private static ComplexParts AtEnd(LoweringContext c, ComplexParts x, int axis, Func<ComplexParts, ComplexParts> product) => AtEnd(c, x, axis, c.Rank(0), product);

    // a matrix acts on the last dimension, so the wanted one changes places with it
    private static ComplexParts AtEnd(LoweringContext c, ComplexParts x, int axis, int rank, Func<ComplexParts, ComplexParts> product)
    {
        var order = Enumerable.Range(0, rank).ToArray();
        (order[axis], order[^1]) = (order[^1], order[axis]);
        ComplexParts Swapped(ComplexParts z) => new(c.Transpose(z.Real, order), z.Imaginary is null ? null : c.Transpose(z.Imaginary, order));
        return Swapped(product(Swapped(x)));
    }

    // ONNX Runtime's DFT loses digits in float32 where the size is no power of two, and scales its inverse in float32 at every precision:
    // such sizes go through float64, and the inverse is the forward transform with real and imaginary part exchanged.
    private static ComplexParts ByOperator(LoweringContext c, ComplexParts x, int axis, Dimension size, long normalization, bool inverse, bool half = false)
    {
        var type = x.Real.Type;
        var wide = size.TryGetConstant(out long n) && long.IsPow2(n) ? type : DataType.Double;
        var input = x.Imaginary is null ? c.Unsqueeze(x.Real, -1) : c.Pair(inverse ? new(x.Imaginary, x.Real) : x);
        input = c.Unsqueeze(c.Cast(input, wide), 0); // the operator keeps the first dimension for a batch
        var onesided = new IntAttribute("onesided", half ? 1 : 0);
        var result = c.Opset < 20 ? c.Op("DFT", [input], [new IntAttribute("axis", axis + 1), onesided]) : c.Op("DFT", [input, null, c.Constant(ConstantTensor.Scalar(axis + 1L))], [onesided]);
        var parts = c.Parts(c.Squeeze(result, 0));
        if (inverse) parts = new(parts.Imaginary!, parts.Real);
        Value Finished(Value part) => c.Cast(Normalized(c, part, size, normalization), type);
        return new(Finished(parts.Real), Finished(parts.Imaginary!));
    }

    private static Value Normalized(LoweringContext c, Value x, Dimension size, long normalization)
    {
        if (normalization == 0) return x;
        if (size.TryGetConstant(out long n)) return c.Multiply(x, Scale(normalization, n));
        var count = c.Cast(c.SizeScalar(size), x.Type);
        return c.Divide(x, normalization == 1 ? c.SquareRoot(count) : count);
    }

    // the second half of a spectrum whose signal is real: the first half backwards and conjugated, without its ends
    private static ComplexParts Mirrored(LoweringContext c, ComplexParts x, int axis, Dimension size)
    {
        var (start, end, back) = (c.SizeVector([size - size.FloorDivide(2) - 1]), c.Int64s(0), c.Int64s(-1));
        Value Backwards(Value part) => c.Op("Slice", [part, start, end, c.Int64s(axis), back]);
        return new(c.Concatenate([x.Real, Backwards(x.Real)], axis), c.Concatenate([x.Imaginary!, c.Negate(Backwards(x.Imaginary!))], axis));
    }
}
