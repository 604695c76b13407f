namespace OnnxForge.Export;

/// <summary>Steps of a backward pass that libtorch computes by one operator: what a function that takes a gradient of its own runs. The others are made of ordinary operators.</summary>
internal static class GradientLowerings
{
    // gradient, result
    [Lowering("aten::sigmoid_backward")]
    public static Value Sigmoid(LoweringContext c) => c.Multiply(c.Input(0), c.Multiply(OneMinus(c, c.Input(1)), c.Input(1)));

    [Lowering("aten::tanh_backward")]
    public static Value Tanh(LoweringContext c) => c.Multiply(c.Input(0), OneMinus(c, c.Multiply(c.Input(1), c.Input(1))));

    // gradient, argument, distance from 0 and 1 that the argument was held at
    [Lowering("aten::logit_backward")]
    public static Value Logit(LoweringContext c)
    {
        var x = c.Input(1);
        var slope = c.Divide(c.Input(0), c.Multiply(x, OneMinus(c, x)));
        double distance = c.Number(2, absent: -1);
        Value bound = c.Scalar(Math.Max(distance, 0), x.Type), outside = c.Scalar(distance < 0 ? double.NaN : 0, x.Type);
        return c.Where(c.Or(c.Less(x, bound), c.Greater(x, OneMinus(c, bound))), outside, slope);
    }

    // gradient, argument, and the parameters of the activation
    [Lowering("aten::threshold_backward")]
    public static Value Threshold(LoweringContext c) => ZeroWhere(c, AtMost(c, c.Number(2)));

    [Lowering("aten::hardtanh_backward")]
    public static Value HardTanh(LoweringContext c) => ZeroWhere(c, c.Or(AtMost(c, c.Number(2)), c.GreaterOrEqual(c.Input(1), c.Scalar(c.Number(3), c.Input(1).Type))));

    [Lowering("aten::hardsigmoid_backward")]
    public static Value HardSigmoid(LoweringContext c) => c.Where(Between(c, -3, 3), c.Divide(c.Input(0), c.Scalar(6, c.ResultType)), c.Scalar(0, c.ResultType));

    [Lowering("aten::hardswish_backward")]
    public static Value HardSwish(LoweringContext c)
    {
        var x = c.Input(1);
        var middle = c.Multiply(c.Input(0), c.Add(c.Divide(x, c.Scalar(3, x.Type)), c.Scalar(0.5, x.Type)));
        return c.Where(AtMost(c, -3), c.Scalar(0, x.Type), c.Where(c.Less(x, 3), middle, c.Input(0)));
    }

    [Lowering("aten::softshrink_backward", "aten::hardshrink_backward")]
    public static Value Shrink(LoweringContext c)
    {
        var x = c.Input(1);
        return ZeroWhere(c, c.And(c.GreaterOrEqual(x, c.Scalar(-c.Number(2), x.Type)), c.LessOrEqual(x, c.Scalar(c.Number(2), x.Type))));
    }

    // the sign of the argument and of the result are one where the slope is positive, which libtorch asks for
    [Lowering("aten::leaky_relu_backward")]
    public static Value LeakyRelu(LoweringContext c) => c.Where(c.Greater(c.Input(1), 0), c.Input(0), c.Multiply(c.Input(0), c.Number(2)));

    // gradient, argument, noise, lower and upper slope, whether it trains
    [Lowering("aten::rrelu_with_noise_backward")]
    public static Value RandomizedRelu(LoweringContext c)
    {
        if (c.Boolean(5)) throw LoweringContext.Refuse("rrelu in training mode is random; call eval() before the export");
        return c.Where(c.Greater(c.Input(1), 0), c.Input(0), c.Multiply(c.Input(0), (c.Number(3) + c.Number(4)) / 2));
    }

    // gradient, alpha, scale, input scale, whether the last one is the result, argument or result
    [Lowering("aten::elu_backward")]
    public static Value Elu(LoweringContext c)
    {
        var (gradient, x) = (c.Input(0), c.Input(5));
        double alpha = c.Number(1) * c.Number(2), scale = c.Number(2), inputScale = c.Number(3);
        var below = c.Boolean(4)
            ? c.Multiply(c.Add(x, c.Scalar(alpha, x.Type)), inputScale)
            : c.Multiply(c.Exponential(c.Multiply(x, inputScale)), inputScale * alpha);
        return c.Multiply(gradient, c.Where(c.LessOrEqual(x, c.Scalar(0, x.Type)), below, c.Scalar(scale, x.Type)));
    }

    // gradient, argument, beta, threshold
    [Lowering("aten::softplus_backward")]
    public static Value Softplus(LoweringContext c)
    {
        var scaled = c.Multiply(c.Input(1), c.Number(2));
        return c.Where(c.Greater(scaled, c.Number(3)), c.Input(0), c.Multiply(c.Input(0), c.Op("Sigmoid", [scaled])));
    }

    [Lowering("aten::log_sigmoid_backward")]
    public static Value LogSigmoid(LoweringContext c) => c.Multiply(c.Input(0), c.Op("Sigmoid", [c.Negate(c.Input(1))]));

    [Lowering("aten::silu_backward")]
    public static Value Silu(LoweringContext c)
    {
        var (x, sigmoid) = (c.Input(1), c.Op("Sigmoid", [c.Input(1)]));
        return c.Multiply(c.Input(0), c.Multiply(sigmoid, c.Add(c.Multiply(x, OneMinus(c, sigmoid)), c.Scalar(1, x.Type))));
    }

    // the derivative of x * tanh(softplus(x)): the tangent's, and through it that of softplus, which is the sigmoid
    [Lowering("aten::mish_backward")]
    public static Value Mish(LoweringContext c)
    {
        var x = c.Input(1);
        var tangent = c.Op("Tanh", [ActivationLowerings.Softplus(c, x)]);
        var inner = c.Multiply(c.Multiply(x, c.Op("Sigmoid", [x])), OneMinus(c, c.Multiply(tangent, tangent)));
        return c.Multiply(c.Input(0), c.Add(tangent, inner));
    }

    [Lowering("aten::gelu_backward")]
    public static Value Gelu(LoweringContext c) => c.Multiply(c.Input(0), c.Text(2) == "tanh" ? GeluByTangent(c, c.Input(1)) : GeluByErrorFunction(c, c.Input(1)));

    // the normal distribution's function, and x times its density
    private static Value GeluByErrorFunction(LoweringContext c, Value x)
    {
        var error = ErrorFunctionLowerings.Error(c, c.Multiply(x, Math.Sqrt(0.5)));
        var distribution = c.Multiply(c.Add(error, c.Scalar(1, x.Type)), 0.5);
        var density = c.Multiply(c.Exponential(c.Multiply(c.Multiply(x, x), -0.5)), 1 / Math.Sqrt(2 * Math.PI));
        return c.Add(distribution, c.Multiply(x, density));
    }

    private static Value GeluByTangent(LoweringContext c, Value x)
    {
        const double cubic = 0.044715;
        double factor = Math.Sqrt(2 / Math.PI);
        var square = c.Multiply(x, x);
        var tangent = c.Op("Tanh", [c.Multiply(c.Add(x, c.Multiply(c.Multiply(square, x), cubic)), factor)]);
        var slope = c.Multiply(c.Add(c.Multiply(square, 3 * cubic), c.Scalar(1, x.Type)), factor);
        var outer = c.Multiply(c.Add(tangent, c.Scalar(1, x.Type)), 0.5);
        return c.Add(outer, c.Multiply(c.Multiply(c.Multiply(x, 0.5), OneMinus(c, c.Multiply(tangent, tangent))), slope));
    }

    // gradient, result, dimension
    [Lowering("aten::_softmax_backward_data")]
    public static Value Softmax(LoweringContext c)
    {
        var weighted = c.Multiply(c.Input(0), c.Input(1));
        return c.Subtract(weighted, c.Multiply(c.Input(1), Sum(c, weighted, c.Axis(2))));
    }

    [Lowering("aten::_log_softmax_backward_data")]
    public static Value LogSoftmax(LoweringContext c) => c.Subtract(c.Input(0), c.Multiply(c.Exponential(c.Input(1)), Sum(c, c.Input(0), c.Axis(2))));

    // gradient, argument, dimension of the halves
    [Lowering("aten::glu_backward")]
    public static Value Glu(LoweringContext c)
    {
        int axis = c.Axis(2, tensor: 1);
        long half = LoweringContext.Fixed(c.Shape(1)[axis]) / 2;
        var (first, gate) = (c.Slice(c.Input(1), axis, 0, half), c.Op("Sigmoid", [c.Slice(c.Input(1), axis, half)]));
        var ofFirst = c.Multiply(c.Input(0), gate);
        return c.Concatenate([ofFirst, c.Multiply(c.Multiply(ofFirst, OneMinus(c, gate)), first)], axis);
    }

    // gradient, argument, slope; gradients by the argument and by the slope
    [Lowering("aten::_prelu_kernel_backward")]
    public static IReadOnlyList<Value> PRelu(LoweringContext c)
    {
        var (gradient, x) = (c.Input(0), c.Input(1));
        var positive = c.Greater(x, 0);
        return [c.Where(positive, gradient, c.Multiply(gradient, c.Input(2))), c.Where(positive, c.Scalar(0, x.Type), c.Multiply(gradient, x))];
    }

    private static Value OneMinus(LoweringContext c, Value x) => c.Subtract(c.Scalar(1, x.Type), x);

    private static Value Sum(LoweringContext c, Value x, int axis) => c.Rank(0) == 0 ? x : ReductionLowerings.ReduceOver(c, "ReduceSum", x, [axis], keep: true);

    private static Value ZeroWhere(LoweringContext c, Value condition) => c.Where(condition, c.Scalar(0, c.ResultType), c.Input(0));

    private static Value AtMost(LoweringContext c, double number) => c.LessOrEqual(c.Input(1), c.Scalar(number, c.Input(1).Type));

    private static Value Between(LoweringContext c, double low, double high) => c.And(c.Greater(c.Input(1), low), c.Less(c.Input(1), high));
}
