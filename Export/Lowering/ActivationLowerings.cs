namespace OnnxForge.Export;

/// <summary>Activations with their parameters.</summary>
internal static class ActivationLowerings
{
    private const double SeluAlpha = 1.6732632423543772, SeluScale = 1.0507009873554805;

    // libtorch: scale * (max(0, x) + min(0, alpha * (exp(x * input_scale) - 1)))
    [Lowering("aten::elu")]
    public static Value Elu(LoweringContext c)
    {
        double alpha = c.Number(1, 1), scale = c.Number(2, 1), inputScale = c.Number(3, 1);
        var x = c.Input(0);
        if (inputScale != 1 || HasNoKernel(x.Type)) return ExponentialBelowZero(c, x, alpha, scale, inputScale);
        return c.Multiply(c.Op("Elu", [x], [new FloatAttribute("alpha", (float)alpha)]), scale);
    }

    [Lowering("aten::selu")]
    public static Value Selu(LoweringContext c) => HasNoKernel(c.ResultType) ? ExponentialBelowZero(c, c.Input(0), SeluAlpha, SeluScale, 1) : c.Op("Selu", [c.Input(0)]);

    // ONNX has it for float32 alone
    [Lowering("aten::celu")]
    public static Value Celu(LoweringContext c)
    {
        double alpha = c.Number(1, 1);
        return c.ResultType == DataType.Float ? c.Op("Celu", [c.Input(0)], [new FloatAttribute("alpha", (float)alpha)]) : ExponentialBelowZero(c, c.Input(0), alpha, 1, 1 / alpha);
    }

    [Lowering("aten::leaky_relu")]
    public static Value LeakyRelu(LoweringContext c) => SlopeBelowZero(c, c.Number(1, 0.01));

    // libtorch: log(1 + exp(beta * x)) / beta, and x itself where beta * x is above the threshold
    [Lowering("aten::softplus")]
    public static Value Softplus(LoweringContext c)
    {
        double beta = c.Number(1, 1), threshold = c.Number(2, 20);
        var x = c.Input(0);
        var scaled = c.Multiply(x, beta);
        var soft = Softplus(c, scaled);
        if (beta != 1) soft = c.Divide(soft, c.Scalar(beta, x.Type));
        return c.Where(c.Greater(scaled, threshold), x, soft);
    }

    /// <summary>log(1 + exp(x)).</summary>
    public static Value Softplus(LoweringContext c, Value x) => HasNoKernel(x.Type)
        ? c.Add(c.Maximum(x, c.Scalar(0, x.Type)), c.LogarithmOfOnePlus(c.Exponential(c.Negate(c.Absolute(x)))))
        : c.Op("Softplus", [x]);

    [Lowering("aten::softsign")]
    public static Value Softsign(LoweringContext c) => c.Divide(c.Input(0), c.Add(c.Absolute(c.Input(0)), c.Scalar(1, c.ResultType)));

    [Lowering("aten::silu")]
    public static Value Silu(LoweringContext c) => c.Op("Mul", [c.Input(0), c.Op("Sigmoid", [c.Input(0)])]);

    [Lowering("aten::mish")]
    public static Value Mish(LoweringContext c) => c.Multiply(c.Input(0), c.Op("Tanh", [Softplus(c, c.Input(0))]));

    [Lowering("aten::hardswish")]
    public static Value HardSwish(LoweringContext c) => HasNoKernel(c.ResultType) ? c.Multiply(c.Input(0), HardSigmoid(c)) : c.Op("HardSwish", [c.Input(0)]);

    [Lowering("aten::hardsigmoid")]
    public static Value HardSigmoid(LoweringContext c)
    {
        var x = c.Input(0);
        if (!HasNoKernel(x.Type)) return c.Op("HardSigmoid", [x], [new FloatAttribute("alpha", 1f / 6), new FloatAttribute("beta", 0.5f)]);
        return c.Minimum(c.Maximum(c.Add(c.Divide(x, c.Scalar(6, x.Type)), c.Scalar(0.5, x.Type)), c.Scalar(0, x.Type)), c.Scalar(1, x.Type));
    }

    [Lowering("aten::hardtanh")]
    public static Value HardTanh(LoweringContext c) => Bound(c, c.Number(1, -1), c.Number(2, 1));

    [Lowering("aten::relu6")]
    public static Value Relu6(LoweringContext c) => Bound(c, 0, 6);

    [Lowering("aten::threshold")]
    public static Value Threshold(LoweringContext c)
    {
        var x = c.Input(0);
        return c.Where(c.LessOrEqual(x, c.Scalar(c.Number(1), x.Type)), c.Scalar(c.Number(2), x.Type), x); // NaN stays
    }

    [Lowering("aten::log_sigmoid", "aten::log_sigmoid_forward")]
    public static Value LogSigmoid(LoweringContext c) => c.Negate(Softplus(c, c.Negate(c.Input(0))));

    [Lowering("aten::prelu", "aten::_prelu_kernel")]
    public static Value PRelu(LoweringContext c)
    {
        var (x, slope) = (c.Input(0), c.Input(1));
        // libtorch's slope belongs to dimension 1; ONNX broadcasts from the last one
        if (c.Tensor(1).Shape.Count == 1 && c.Rank(0) > 2 && LoweringContext.Fixed(c.Shape(1)[0]) > 1)
            slope = c.Op("Unsqueeze", [slope, c.Int64s([.. Enumerable.Range(1, c.Rank(0) - 2).Select(i => (long)i)])]);
        return HasNoKernel(x.Type) ? c.Where(c.Greater(x, 0), x, c.Multiply(x, slope)) : c.Op("PRelu", [x, slope]);
    }

    [Lowering("aten::gelu", From = 20)]
    public static Value Gelu(LoweringContext c) => c.ResultType == DataType.Double ? GeluOfParts(c) : c.Op("Gelu", [c.Input(0)], [new StringAttribute("approximate", c.Text(1) ?? "none")]);

    [Lowering("aten::gelu", To = 19)]
    public static Value GeluOfParts(LoweringContext c)
    {
        var x = c.Input(0);
        if (c.Text(1) != "tanh") return GeluByErrorFunction(c, x);
        var cubic = c.Multiply(c.Multiply(x, c.Multiply(x, x)), 0.044715);
        var inner = c.Op("Tanh", [c.Multiply(c.Add(x, cubic), Math.Sqrt(2 / Math.PI))]);
        return c.Multiply(c.Multiply(x, 0.5), c.Add(inner, c.Scalar(1, x.Type)));
    }

    /// <summary>x * (1 + erf(x / sqrt(2))) / 2.</summary>
    public static Value GeluByErrorFunction(LoweringContext c, Value x)
    {
        var inner = ErrorFunctionLowerings.Error(c, c.Divide(x, c.Scalar(Math.Sqrt(2), x.Type)));
        var sum = c.Add(inner, c.Scalar(1, x.Type));
        return x.Type == DataType.Double ? c.Multiply(c.Multiply(x, 0.5), sum) : c.Multiply(c.Multiply(x, sum), 0.5); // libtorch halves first in float64, and in float32 last
    }

    [Lowering("aten::softmax.int", "aten::_softmax")]
    public static Value Softmax(LoweringContext c) => AlongAxis(c, x => c.Op("Softmax", [x], [new IntAttribute("axis", c.Axis(1))]));

    [Lowering("aten::log_softmax.int", "aten::_log_softmax")]
    public static Value LogSoftmax(LoweringContext c) => AlongAxis(c, x => x.Type == DataType.Double ? LogSoftmaxOfParts(c, x) : c.Op("LogSoftmax", [x], [new IntAttribute("axis", c.Axis(1))]));

    [Lowering("aten::glu")]
    public static Value Glu(LoweringContext c)
    {
        int axis = c.Axis(1);
        var halves = c.Ops("Split", [c.Input(0)], [c.ResultType, c.ResultType], c.Opset >= 18
            ? [new IntAttribute("axis", axis), new IntAttribute("num_outputs", 2)]
            : [new IntAttribute("axis", axis)]);
        return c.Op("Mul", [halves[0], c.Op("Sigmoid", [halves[1]])]);
    }

    // in evaluation these hand their argument through
    // TorchScript runs native_dropout where gradients are on, which trains unless told not to
    [Lowering("aten::dropout", "aten::feature_dropout", "aten::alpha_dropout", "aten::feature_alpha_dropout", "aten::native_dropout")]
    public static Value Dropout(LoweringContext c) => c.Boolean(2, absent: true) && c.Number(1) != 0
        ? throw LoweringContext.Refuse("dropout in training mode is random; call eval() before the export")
        : c.Input(0);

    [Lowering("aten::rrelu")]
    public static Value RandomizedRelu(LoweringContext c) => c.Boolean(3)
        ? throw LoweringContext.Refuse("rrelu in training mode is random; call eval() before the export")
        : SlopeBelowZero(c, (c.Number(1, 1 / 8.0) + c.Number(2, 1 / 3.0)) / 2);

    // ONNX wants a dimension; libtorch takes integers only where there are none
    private static Value AlongAxis(LoweringContext c, Func<Value, Value> compute)
    {
        var x = c.Cast(c.Input(0), c.ResultType);
        if (!TorchTypes.IsFloating(x.Type)) return x;
        return c.Rank(0) == 0 ? c.Squeeze(compute(c.Unsqueeze(x, 0)), 0) : compute(x);
    }

    // ONNX Runtime's kernel for float64 loses NaN
    private static Value LogSoftmaxOfParts(LoweringContext c, Value x)
    {
        Value Over(string opType, Value value) => ReductionLowerings.ReduceOver(c, opType, value, [c.Axis(1)], keep: true);
        var shifted = c.Subtract(x, Over("ReduceMax", x));
        return c.Subtract(shifted, c.Logarithm(Over("ReduceSum", c.Exponential(shifted))));
    }

    // ONNX Runtime computes these in float32 and half precision
    private static bool HasNoKernel(DataType type) => type == DataType.Double;

    private static Value ExponentialBelowZero(LoweringContext c, Value x, double alpha, double scale, double inputScale)
    {
        var below = c.Multiply(c.ExponentialMinusOne(c.Multiply(x, inputScale)), alpha);
        return c.Multiply(c.Where(c.Greater(x, 0), x, below), scale);
    }

    private static Value SlopeBelowZero(LoweringContext c, double slope)
    {
        var x = c.Input(0);
        return HasNoKernel(x.Type) ? c.Where(c.Greater(x, 0), x, c.Multiply(x, slope)) : c.Op("LeakyRelu", [x], [new FloatAttribute("alpha", (float)slope)]);
    }

    private static Value Bound(LoweringContext c, double low, double high)
    {
        var x = c.Cast(c.Input(0), c.ResultType);
        return c.Op("Min", [c.Op("Max", [x, c.Scalar(low, x.Type)]), c.Scalar(high, x.Type)]);
    }
}
