namespace OnnxForge.Export;

/// <summary>Losses that ask for a distance between the scores of right and wrong classes.</summary>
internal static class MarginLossLowerings
{
    // input [batch, classes] or [classes], target, p, margin, weight, reduction: the mean over classes of max(0, margin - x[y] + x[j])^p, j other than y
    [Lowering("aten::multi_margin_loss")]
    public static Value OneClass(LoweringContext c)
    {
        var (distance, own, weight) = Distances(c, 0);
        if (c.Number(2, 1) != 1) distance = c.Multiply(distance, distance);
        if (weight is not null) distance = c.Multiply(distance, weight);
        return Reduced(c, c.Where(own, c.Scalar(0, distance.Type), distance), [1], LoweringContext.Fixed(c.Shape(0)[^1]), c.Integer(5, 1));
    }

    // gradient, and the loss's arguments; what raises another class lowers the right one
    [Lowering("aten::multi_margin_loss_backward")]
    public static Value OneClassBackward(LoweringContext c)
    {
        var (distance, own, weight) = Distances(c, 1);
        var zero = c.Scalar(0, distance.Type);
        var slope = c.Number(3) == 1 ? c.Cast(c.Greater(distance, 0), distance.Type) : c.Multiply(distance, 2);
        if (weight is not null) slope = c.Multiply(slope, weight);
        slope = c.Where(own, zero, slope);
        slope = c.Where(own, c.Negate(ReductionLowerings.ReduceOver(c, "ReduceSum", slope, [1], keep: true)), slope);
        var share = c.Multiply(c.Op("Reshape", [c.Input(0), c.Int64s(-1, 1)]), 1.0 / LoweringContext.Fixed(c.Shape(1)[^1]));
        if (c.Integer(6) == 1 && c.Rank(1) == 2) share = c.Divide(share, c.Count(1, [0], slope.Type));
        return c.ReshapeToResult(c.Multiply(slope, share));
    }

    // input and target [batch, classes] or [classes], reduction; a row's classes end at its first -1
    [Lowering("aten::multilabel_margin_loss")]
    public static Value SeveralClasses(LoweringContext c)
    {
        long classes = LoweringContext.Fixed(c.Shape(0)[^1]);
        var x = c.Op("Reshape", [c.Input(0), c.Int64s(-1, classes)]);
        var target = c.Op("Reshape", [c.Input(1), c.Int64s(-1, classes)]);
        var ended = c.Op("CumSum", [c.Cast(c.Less(target, 0), DataType.Int64), c.Constant(ConstantTensor.Scalar(1L))]);
        var counts = c.Equal(ended, 0);
        var safe = c.Where(counts, target, c.Constant(ConstantTensor.Scalar(0L)));
        // [batch, place in the target, class]
        var hits = c.Cast(c.And(c.Unsqueeze(counts, 2), c.Equal(c.Unsqueeze(safe, 2), c.Counted(Dimension.Of(classes)))), x.Type);
        var wrong = c.Subtract(c.Scalar(1, x.Type), ReductionLowerings.ReduceOver(c, "ReduceMax", hits, [1], keep: true));
        var right = c.Unsqueeze(c.Op("GatherElements", [x, safe], [new IntAttribute("axis", 1)]), 2);
        var distance = c.Maximum(c.Add(c.Subtract(c.Unsqueeze(x, 1), right), c.Scalar(1, x.Type)), c.Scalar(0, x.Type));
        var loss = c.Multiply(c.Multiply(distance, wrong), c.Cast(c.Unsqueeze(counts, 2), x.Type));
        return Reduced(c, loss, [1, 2], classes, c.Integer(2, 1));
    }

    // how far each class is within the margin of the right one, which class that is, and its weight, from the arguments that begin with the scores
    private static (Value Distance, Value Own, Value? Weight) Distances(LoweringContext c, int first)
    {
        long classes = LoweringContext.Fixed(c.Shape(first)[^1]);
        var x = c.Op("Reshape", [c.Input(first), c.Int64s(-1, classes)]);
        var target = c.Op("Reshape", [c.Input(first + 1), c.Int64s(-1, 1)]);
        var right = c.Op("GatherElements", [x, target], [new IntAttribute("axis", 1)]);
        var distance = c.Maximum(c.Add(c.Subtract(x, right), c.Scalar(c.Number(first + 3, 1), x.Type)), c.Scalar(0, x.Type));
        return (distance, c.Equal(target, c.Counted(Dimension.Of(classes))), c.OptionalInput(first + 4) is { } weight ? c.Gather(weight, target, 0) : null);
    }

    private static Value Reduced(LoweringContext c, Value loss, int[] axes, long classes, long reduction)
    {
        var rows = c.Multiply(ReductionLowerings.ReduceOver(c, "ReduceSum", loss, axes, keep: false), 1.0 / classes);
        return reduction == 0 ? c.ReshapeToResult(rows) : ReductionLowerings.ReduceOver(c, reduction == 1 ? "ReduceMean" : "ReduceSum", rows, [0], keep: false);
    }
}
