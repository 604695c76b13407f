namespace OnnxForge.Export;

/// <summary>Arithmetic, powers and matrix products of complex numbers, composed of real ones.</summary>
internal static class ComplexArithmeticLowerings
{
    private const long LargestWholePower = 8; // beyond it the polar form has fewer nodes

    [Lowering("aten::add.Tensor", "aten::add.Scalar", "aten::sub.Tensor", "aten::sub.Scalar", Complex = true)]
    public static Value AddOrSubtract(LoweringContext c) => Combine(c, c.Name == "add" ? c.Add : c.Subtract, 0, 1);

    [Lowering("aten::rsub.Tensor", "aten::rsub.Scalar", Complex = true)]
    public static Value ReverseSubtract(LoweringContext c) => Combine(c, c.Subtract, 1, 0);

    [Lowering("aten::mul.Tensor", "aten::mul.Scalar", Complex = true)]
    public static Value Multiply(LoweringContext c) => c.Pair(Product(c, c.Complex(0), c.Complex(1), c.Multiply));

    [Lowering("aten::div.Tensor", "aten::div.Scalar", Complex = true)]
    public static Value Divide(LoweringContext c) => c.Pair(Quotient(c, c.Complex(0), c.Complex(1)));

    [Lowering("aten::reciprocal", Complex = true)]
    public static Value Reciprocal(LoweringContext c) => c.Pair(Quotient(c, new(c.Scalar(1, c.ResultType), null), c.Complex(0)));

    [Lowering("aten::square", Complex = true)]
    public static Value Square(LoweringContext c) => c.Pair(Product(c, c.Complex(0), c.Complex(0), c.Multiply));

    // e^re (cos im + i sin im)
    [Lowering("aten::exp", Complex = true)]
    public static Value Exponential(LoweringContext c)
    {
        var z = c.Complex(0);
        return c.Pair(Polar(c, c.Exponential(z.Real), z.Imaginary!));
    }

    [Lowering("aten::log", "aten::log2", "aten::log10", Complex = true)]
    public static Value Logarithm(LoweringContext c)
    {
        var z = c.Complex(0);
        double factor = c.Name switch { "log2" => 1 / Math.Log(2), "log10" => 1 / Math.Log(10), _ => 1 };
        return c.Pair(new(c.Multiply(c.Logarithm(c.Magnitude(z)), factor), c.Multiply(SpecialLowerings.Angle(c, z.Imaginary!, z.Real), factor)));
    }

    [Lowering("aten::sqrt", Complex = true)]
    public static Value SquareRoot(LoweringContext c) => c.Pair(Root(c, c.Complex(0)));

    [Lowering("aten::pow.Tensor_Scalar", Complex = true)]
    public static Value Power(LoweringContext c)
    {
        var z = c.Complex(0);
        double power = c.Number(1);
        if (power == 0) return c.Pair(new(c.Filled(1, c.ResultType, c.ResultShape()), null));
        if (power == 0.5) return c.Pair(Root(c, z));
        if (power == Math.Truncate(power) && Math.Abs(power) <= LargestWholePower) return c.Pair(WholePower(c, z, (int)power));
        return c.Pair(Polar(c, c.Power(c.Magnitude(z), power), c.Multiply(SpecialLowerings.Angle(c, z.Imaginary!, z.Real), power)));
    }

    [Lowering("aten::mm", "aten::bmm", "aten::matmul", "aten::mv", "aten::dot", Complex = true)]
    public static Value MatrixProduct(LoweringContext c) => c.Pair(Product(c, c.Complex(0), c.Complex(1), c.MatrixProduct));

    [Lowering("aten::vdot", Complex = true)]
    public static Value ConjugatedProduct(LoweringContext c) => c.Pair(Product(c, c.Conjugate(c.Complex(0)), c.Complex(1), c.MatrixProduct));

    // beta * self + alpha * (a @ b)
    [Lowering("aten::addmm", "aten::baddbmm", "aten::addmv", Complex = true)]
    public static Value AddMatrixProduct(LoweringContext c)
    {
        double beta = c.Number(3, 1), alpha = c.Number(4, 1);
        var product = Scaled(c, Product(c, c.Complex(1), c.Complex(2), c.MatrixProduct), alpha);
        if (beta == 0) return c.Pair(product); // libtorch ignores self then
        var self = Scaled(c, c.Complex(0), beta);
        return c.Pair(new(c.Add(self.Real, product.Real), c.Add(self.Imaginary!, product.Imaginary!)));
    }

    [Lowering("aten::outer", "aten::ger", Complex = true)]
    public static Value Outer(LoweringContext c) => c.Pair(Product(c, c.Complex(0), c.Complex(1), (column, row) => c.Multiply(c.Unsqueeze(column, 1), row)));

    /// <summary>(a + bi)(c + di) for any product that is linear in both of its factors.</summary>
    public static ComplexParts Product(LoweringContext c, ComplexParts left, ComplexParts right, Func<Value, Value, Value> product)
    {
        var real = product(left.Real, right.Real);
        if (left.Imaginary is not { } b) return new(real, right.Imaginary is null ? null : product(left.Real, right.Imaginary));
        if (right.Imaginary is not { } d) return new(real, product(b, right.Real));
        return new(c.Subtract(real, product(b, d)), c.Add(product(left.Real, d), product(b, right.Real)));
    }

    // the divisor is brought near 1 first, so that its square neither overflows nor vanishes
    private static ComplexParts Quotient(LoweringContext c, ComplexParts left, ComplexParts right)
    {
        if (right.Imaginary is null) return new(c.Divide(left.Real, right.Real), left.Imaginary is null ? null : c.Divide(left.Imaginary, right.Real));
        var size = c.Maximum(c.Absolute(right.Real), c.Absolute(right.Imaginary));
        var (real, imaginary) = (c.Divide(right.Real, size), c.Divide(right.Imaginary, size));
        var divisor = c.Add(c.Multiply(right.Real, real), c.Multiply(right.Imaginary, imaginary));
        var product = Product(c, left, new(real, c.Negate(imaginary)), c.Multiply);
        return new(c.Divide(product.Real, divisor), c.Divide(product.Imaginary!, divisor));
    }

    // t = sqrt((|z| + |re|) / 2) is the larger part of the root, and im / 2t the other, without a difference that cancels
    private static ComplexParts Root(LoweringContext c, ComplexParts z)
    {
        var larger = c.SquareRoot(c.Multiply(c.Add(c.Magnitude(z), c.Absolute(z.Real)), 0.5));
        var smaller = c.Divide(z.Imaginary!, c.Multiply(c.Where(c.Equal(larger, 0), c.Scalar(1, larger.Type), larger), 2));
        var (left, below) = (c.Less(z.Real, 0), c.IsNegative(z.Imaginary!));
        return new(c.Where(left, c.Absolute(smaller), larger), c.Where(left, c.Where(below, c.Negate(larger), larger), smaller));
    }

    private static ComplexParts WholePower(LoweringContext c, ComplexParts z, int power)
    {
        var result = z;
        for (int i = 1; i < Math.Abs(power); i++) result = Product(c, result, z, c.Multiply);
        return power > 0 ? result : Quotient(c, new(c.Scalar(1, z.Real.Type), null), result);
    }

    private static ComplexParts Polar(LoweringContext c, Value length, Value angle) => new(c.Multiply(length, c.Op("Cos", [angle])), c.Multiply(length, c.Op("Sin", [angle])));

    private static ComplexParts Scaled(LoweringContext c, ComplexParts z, double factor) => new(c.Multiply(z.Real, factor), z.Imaginary is null ? null : c.Multiply(z.Imaginary, factor));

    // left ± alpha * right
    private static Value Combine(LoweringContext c, Func<Value, Value, Value> combine, int left, int right)
    {
        var (x, y) = (c.Complex(left), Scaled(c, c.Complex(right), c.Number(2, absent: 1)));
        var real = combine(x.Real, y.Real);
        bool IsWhole(int index) => c.Tensor(index).Shape.SequenceEqual(c.Result().Shape); // nothing to broadcast
        if (y.Imaginary is null && IsWhole(left)) return c.Pair(new(real, x.Imaginary));
        return c.Pair(new(real, combine(x.Imaginary ?? c.ZerosLike(x.Real), y.Imaginary ?? c.ZerosLike(y.Real))));
    }
}
