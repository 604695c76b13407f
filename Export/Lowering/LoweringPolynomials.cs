namespace OnnxForge.Export;

internal sealed partial class LoweringContext
{
    /// <summary>A function of the first argument, computed in float64 and rounded once to the result's type: composed functions lose no digit of float32 that way.</summary>
    public Value InFloat64(Func<Value, Value> function) => Cast(function(Float64(0)), ResultType);

    /// <summary>The argument in the result's type, which libtorch promotes it to, widened to float64.</summary>
    public Value Float64(int index) => Cast(PointwiseLowerings.Operand(this, index, ResultType), DataType.Double);

    public Value Add(Value value, double number) => Add(value, Scalar(number, value.Type));

    public Value Subtract(double number, Value value) => Subtract(Scalar(number, value.Type), value);

    public Value Divide(double number, Value value) => Divide(Scalar(number, value.Type), value);

    /// <summary>The value where the condition holds, and a number elsewhere.</summary>
    public Value Where(Value condition, Value then, double otherwise) => Where(condition, then, Scalar(otherwise, then.Type));

    public Value Where(Value condition, double then, Value otherwise) => Where(condition, Scalar(then, otherwise.Type), otherwise);

    /// <summary>The sum over the last dimension, which goes away.</summary>
    public Value SumLast(Value value) => Op("ReduceSum", [value, Int64s(-1)], [new IntAttribute("keepdims", 0)]);

    /// <summary>A polynomial by Horner's rule; coefficients from the constant term up.</summary>
    public Value Polynomial(Value x, params IReadOnlyList<double> coefficients)
    {
        var sum = Scalar(coefficients[^1], x.Type);
        foreach (var coefficient in coefficients.Reverse().Skip(1)) sum = Add(Multiply(sum, x), coefficient);
        return sum;
    }

    /// <summary>Several polynomials of one argument, which share the nodes of one Horner's rule along a last dimension; the argument must be finite.</summary>
    public Value[] Polynomials(Value x, params double[][] coefficients)
    {
        int degree = coefficients.Max(c => c.Length) - 1;
        Value Row(int power) => Numbers(coefficients.Select(c => power < c.Length ? c[power] : 0), x.Type, coefficients.Length);
        var argument = Unsqueeze(x, -1);
        var sums = Row(degree);
        for (int power = degree - 1; power >= 0; power--) sums = Add(Multiply(sums, argument), Row(power));
        return [.. coefficients.Select((_, i) => Gather(sums, Constant(ConstantTensor.Scalar((long)i)), -1))];
    }
}
