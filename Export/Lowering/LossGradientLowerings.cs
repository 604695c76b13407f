namespace OnnxForge.Export;

/// <summary>Backward steps of losses by their argument. A reduction is 0 for none, 1 for the mean, 2 for the sum.</summary>
internal static class LossGradientLowerings
{
    // gradient, argument, target, reduction
    [Lowering("aten::mse_loss_backward")]
    public static Value SquaredError(LoweringContext c) => c.Multiply(c.Multiply(Gradient(c, 3), Difference(c)), 2);

    // gradient, argument, target, reduction, the distance where the loss turns straight
    [Lowering("aten::smooth_l1_loss_backward")]
    public static Value SmoothAbsoluteError(LoweringContext c)
    {
        double beta = c.Number(4);
        var difference = Difference(c);
        var gradient = Gradient(c, 3);
        if (beta == 0) return c.Multiply(gradient, c.Op("Sign", [difference]));
        return Bent(c, difference, beta, c.Divide(c.Multiply(gradient, difference), c.Scalar(beta, difference.Type)), gradient);
    }

    [Lowering("aten::huber_loss_backward")]
    public static Value Huber(LoweringContext c)
    {
        double delta = c.Number(4);
        var difference = Difference(c);
        var gradient = Gradient(c, 3);
        return Bent(c, difference, delta, c.Multiply(gradient, difference), c.Multiply(gradient, delta));
    }

    // gradient, argument, target, weight, reduction
    [Lowering("aten::binary_cross_entropy_backward")]
    public static Value BinaryCrossEntropy(LoweringContext c)
    {
        const double least = 1e-12;
        var x = c.Input(1);
        var spread = c.Maximum(c.Multiply(c.Subtract(c.Scalar(1, x.Type), x), x), c.Scalar(least, x.Type));
        var slope = c.Divide(c.Multiply(Gradient(c, 4), c.Subtract(x, c.Input(2))), spread);
        return c.OptionalInput(3) is { } weight ? c.Multiply(slope, weight) : slope;
    }

    // gradient, argument, target, reduction
    [Lowering("aten::soft_margin_loss_backward")]
    public static Value SoftMargin(LoweringContext c)
    {
        var target = c.Input(2);
        return c.Negate(c.Multiply(Gradient(c, 3), c.Multiply(target, c.Op("Sigmoid", [c.Negate(c.Multiply(target, c.Input(1)))]))));
    }

    // gradient, argument, target, weight, reduction, ignored class, total weight; classes stand in dimension 1, or 0 without a batch
    [Lowering("aten::nll_loss_backward", "aten::nll_loss2d_backward")]
    public static Value NegativeLogLikelihood(LoweringContext c)
    {
        int axis = c.Rank(1) == 1 ? 0 : 1;
        var (kept, target, used) = LossLowerings.Targets(c, argument: 1, ignored: c.Integer(5));
        var share = c.Multiply(c.Input(0), used);
        if (c.Integer(4) == 1) share = c.Divide(share, c.Op("ReduceSum", [used], [new IntAttribute("keepdims", 0)]));
        var updates = c.Where(kept, c.Negate(share), c.Scalar(0, share.Type));
        var zeros = c.Filled(0, share.Type, c.Shape(1));
        return c.Op("ScatterElements", [zeros, c.Unsqueeze(target, axis), c.Unsqueeze(updates, axis)], [new IntAttribute("axis", axis)]);
    }

    private static Value Difference(LoweringContext c) => c.Subtract(c.Cast(c.Input(1), c.ResultType), c.Cast(c.Input(2), c.ResultType));

    // what comes back for each element: of a mean, its share
    private static Value Gradient(LoweringContext c, int reduction)
    {
        if (c.Integer(reduction) != 1) return c.Input(0);
        var shape = LoweringContext.Broadcast(c.Shape(1), c.Shape(2));
        var count = shape.Aggregate(Dimension.Of(1), (a, b) => a * b);
        return c.Divide(c.Input(0), count.TryGetConstant(out long elements) ? c.Scalar(elements, c.ResultType) : c.Cast(c.SizeScalar(count), c.ResultType));
    }

    private static Value Bent(LoweringContext c, Value difference, double bound, Value near, Value far)
    {
        Value Bound(double number) => c.Scalar(number, difference.Type);
        return c.Where(c.LessOrEqual(difference, Bound(-bound)), c.Negate(far), c.Where(c.GreaterOrEqual(difference, Bound(bound)), far, near));
    }
}
