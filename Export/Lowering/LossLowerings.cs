namespace OnnxForge.Export;

/// <summary>Losses that libtorch does not compute by other operators. A reduction is 0 for none, 1 for the mean, 2 for the sum.</summary>
internal static class LossLowerings
{
    [Lowering("aten::mse_loss")]
    public static Value SquaredError(LoweringContext c)
    {
        var difference = Difference(c);
        return Reduce(c, c.Multiply(difference, difference), c.Integer(2, 1));
    }

    [Lowering("aten::l1_loss")]
    public static Value AbsoluteError(LoweringContext c) => Reduce(c, c.Absolute(Difference(c)), c.Integer(2, 1));

    // d^2 / (2 beta) below beta, |d| - beta / 2 from there
    [Lowering("aten::smooth_l1_loss")]
    public static Value SmoothAbsoluteError(LoweringContext c)
    {
        double beta = c.Number(3, 1);
        var distance = c.Absolute(Difference(c));
        if (beta == 0) return Reduce(c, distance, c.Integer(2, 1));
        var near = c.Multiply(c.Multiply(distance, distance), 0.5 / beta);
        return Reduce(c, c.Where(c.Less(distance, beta), near, c.Subtract(distance, c.Scalar(beta / 2, distance.Type))), c.Integer(2, 1));
    }

    // d^2 / 2 up to delta, delta * (|d| - delta / 2) beyond
    [Lowering("aten::huber_loss")]
    public static Value Huber(LoweringContext c)
    {
        double delta = c.Number(3, 1);
        var distance = c.Absolute(Difference(c));
        var near = c.Multiply(c.Multiply(distance, distance), 0.5);
        var far = c.Multiply(c.Subtract(distance, c.Scalar(delta / 2, distance.Type)), delta);
        return Reduce(c, c.Where(c.Greater(distance, delta), far, near), c.Integer(2, 1));
    }

    // the logarithms end at -100
    [Lowering("aten::binary_cross_entropy")]
    public static Value BinaryCrossEntropy(LoweringContext c)
    {
        var (x, target) = PointwiseLowerings.Operands(c, c.ResultType);
        Value one = c.Scalar(1, x.Type), lowest = c.Scalar(-100, x.Type);
        var yes = c.Multiply(target, c.Maximum(c.Logarithm(x), lowest));
        var no = c.Multiply(c.Subtract(one, target), c.Maximum(c.Logarithm(c.Subtract(one, x)), lowest));
        var loss = c.Negate(c.Add(yes, no));
        if (c.OptionalInput(2) is { } weight) loss = c.Multiply(loss, c.Cast(weight, loss.Type));
        return Reduce(c, loss, c.Integer(3, 1));
    }

    // (1 - t) x + (1 + (p - 1) t) softplus(-x)
    [Lowering("aten::binary_cross_entropy_with_logits")]
    public static Value BinaryCrossEntropyOfLogits(LoweringContext c)
    {
        var (x, target) = (c.Input(0), c.Input(1));
        var one = c.Scalar(1, x.Type);
        var softplus = ActivationLowerings.Softplus(c, c.Negate(x));
        if (c.OptionalInput(3) is { } positive) softplus = c.Multiply(softplus, c.Add(one, c.Multiply(c.Subtract(positive, one), target)));
        var loss = c.Add(c.Multiply(c.Subtract(one, target), x), softplus);
        if (c.OptionalInput(2) is { } weight) loss = c.Multiply(loss, weight);
        return Reduce(c, loss, c.Integer(4, 1));
    }

    [Lowering("aten::soft_margin_loss")]
    public static Value SoftMargin(LoweringContext c) => Reduce(c, c.LogarithmOfOnePlus(c.Exponential(c.Negate(c.Multiply(c.Input(0), c.Input(1))))), c.Integer(2, 1));

    // input (log-probabilities), target, weight, reduction, ignored class; classes stand in dimension 1, or 0 without a batch
    [Lowering("aten::nll_loss", "aten::nll_loss2d", "aten::nll_loss_nd", "aten::nll_loss_forward", "aten::nll_loss2d_forward")]
    public static Value NegativeLogLikelihood(LoweringContext c) => NegativeLogLikelihood(c, c.Input(0), c.Integer(3, 1));

    // as above, with label smoothing; a floating target holds the probabilities of all classes
    [Lowering("aten::cross_entropy_loss")]
    public static Value CrossEntropy(LoweringContext c)
    {
        int axis = ClassAxis(c);
        var logarithms = c.Op("LogSoftmax", [c.Input(0)], [new IntAttribute("axis", axis)]);
        double smoothing = c.Number(5, 0);
        long reduction = c.Integer(3, 1);
        bool ofProbabilities = TorchTypes.IsFloating(c.Input(1).Type);
        if (ofProbabilities) return OfProbabilities(c, logarithms, axis, smoothing, reduction);
        var hard = NegativeLogLikelihood(c, logarithms, reduction);
        if (smoothing == 0) return hard;
        var weighted = c.OptionalInput(2) is { } weight ? c.Multiply(logarithms, AlongClasses(c, weight, axis)) : logarithms;
        var (kept, _, used) = Targets(c);
        var smooth = c.Where(kept, c.Negate(ReductionLowerings.ReduceOver(c, "ReduceSum", weighted, [axis], false)), c.Scalar(0, logarithms.Type));
        smooth = reduction switch
        {
            0 => smooth,
            2 => All(c, "ReduceSum", smooth),
            _ => c.Divide(All(c, "ReduceSum", smooth), All(c, "ReduceSum", used)),
        };
        double classes = LoweringContext.Fixed(c.Shape(0)[axis]);
        return c.Add(c.Multiply(hard, 1 - smoothing), c.Multiply(smooth, smoothing / classes));
    }

    private static Value OfProbabilities(LoweringContext c, Value logarithms, int axis, double smoothing, long reduction)
    {
        var target = c.Input(1);
        if (smoothing > 0) target = c.Add(c.Multiply(target, 1 - smoothing), c.Scalar(smoothing / LoweringContext.Fixed(c.Shape(0)[axis]), target.Type));
        var product = c.Multiply(logarithms, target);
        if (c.OptionalInput(2) is { } weight) product = c.Multiply(product, AlongClasses(c, weight, axis));
        var loss = c.Negate(ReductionLowerings.ReduceOver(c, "ReduceSum", product, [axis], false));
        return Reduce(c, loss, reduction); // the mean is that over samples and places, weights or not
    }

    private static Value NegativeLogLikelihood(LoweringContext c, Value logarithms, long reduction)
    {
        int axis = ClassAxis(c);
        var (kept, target, used) = Targets(c);
        var picked = c.Squeeze(c.Op("GatherElements", [logarithms, c.Unsqueeze(target, axis)], [new IntAttribute("axis", axis)]), axis);
        var loss = c.Where(kept, c.Negate(c.Multiply(picked, used)), c.Scalar(0, logarithms.Type));
        return reduction switch
        {
            0 => loss,
            2 => All(c, "ReduceSum", loss),
            _ => c.Divide(All(c, "ReduceSum", loss), All(c, "ReduceSum", used)),
        };
    }

    private static (Value Kept, Value Target, Value Used) Targets(LoweringContext c) => Targets(c, argument: 0, ignored: c.Integer(4, -100));

    /// <summary>Which targets count, the targets with a class that exists in every place, and each one's weight (0 where it does not count).</summary>
    /// <param name="c">The call being lowered.</param>
    /// <param name="argument">Where the scores stand among the arguments; targets and weights follow.</param>
    /// <param name="ignored">The class whose targets do not count.</param>
    public static (Value Kept, Value Target, Value Used) Targets(LoweringContext c, int argument, long ignored)
    {
        var given = c.Cast(c.Input(argument + 1), DataType.Int64);
        var type = c.DataTypeOf(c.Tensor(argument).Type);
        var kept = c.Not(c.Equal(given, ignored));
        var target = c.Where(kept, given, c.Constant(ConstantTensor.Scalar(0L)));
        var used = c.OptionalInput(argument + 2) is { } weight ? c.Multiply(c.Gather(weight, target, 0), c.Cast(kept, type)) : c.Cast(kept, type);
        return (kept, target, used);
    }

    private static Value AlongClasses(LoweringContext c, Value weight, int axis)
    {
        int behind = c.Rank(0) - axis - 1;
        return c.Unsqueeze(weight, [.. Enumerable.Range(1, behind).Select(d => (long)d)]);
    }

    private static int ClassAxis(LoweringContext c) => c.Rank(0) == 1 ? 0 : 1;

    private static Value Difference(LoweringContext c)
    {
        var type = c.DataTypeOf(TorchSharp.torch.result_type(c.Tensor(0).Sample, c.Tensor(1).Sample));
        return c.Subtract(c.Cast(c.Input(0), type), c.Cast(c.Input(1), type));
    }

    private static Value Reduce(LoweringContext c, Value loss, long reduction) => reduction switch { 0 => loss, 1 => All(c, "ReduceMean", loss), _ => All(c, "ReduceSum", loss) };

    private static Value All(LoweringContext c, string opType, Value value) => opType == "ReduceMean" && ReductionLowerings.IsOfNone(c, Enumerable.Range(0, c.Rank(0)))
        ? c.Scalar(double.NaN, value.Type) // 0 in ONNX Runtime
        : c.Op(opType, [value], [new IntAttribute("keepdims", 0)]);
}
