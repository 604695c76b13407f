namespace OnnxForge.Export;

/// <summary>Backward steps of normalizations: by the argument, the weight and the bias, those that are wanted.</summary>
internal static class NormalizationGradientLowerings
{
    // gradient, argument, normalized shape, mean, reciprocal deviation, weight, bias, which gradients are wanted
    [Lowering("aten::native_layer_norm_backward")]
    public static IReadOnlyList<Value> LayerNorm(LoweringContext c)
    {
        int rank = c.Rank(0), leading = rank - c.Sizes(2).Count;
        var gradient = c.Input(0);
        var normalized = c.Multiply(c.Subtract(c.Input(1), c.Input(3)), c.Input(4));
        Value OverSamples(Value x) => leading == 0 ? x : ReductionLowerings.ReduceOver(c, "ReduceSum", x, [.. Enumerable.Range(0, leading)], keep: false);
        return Wanted(c, 7,
            () => OfStandardized(c, c.OptionalInput(5) is { } weight ? c.Multiply(gradient, weight) : gradient, normalized, c.Input(4), [.. Enumerable.Range(leading, rank - leading)]),
            () => OverSamples(c.Multiply(gradient, normalized)), () => OverSamples(gradient));
    }

    // gradient, argument, weight, running mean, running variance, mean and reciprocal deviation in training, whether it trains, epsilon, which gradients are wanted
    [Lowering("aten::native_batch_norm_backward")]
    public static IReadOnlyList<Value> BatchNorm(LoweringContext c)
    {
        var (gradient, x) = (c.Input(0), c.Input(1));
        int[] others = [.. Enumerable.Range(0, c.Rank(0)).Where(d => d != 1)];
        Value Channels(Value value) => c.Unsqueeze(value, [.. Enumerable.Range(1, c.Rank(0) - 2).Select(d => (long)d)]);
        bool ofBatch = c.Boolean(7);
        var centered = c.Subtract(x, ofBatch ? c.Mean(x, true, others) : Channels(c.Input(3)));
        var variance = ofBatch ? c.Mean(c.Multiply(centered, centered), true, others) : Channels(c.Input(4));
        var reciprocal = c.Op("Reciprocal", [c.SquareRoot(c.Add(variance, c.Scalar(c.Number(8), variance.Type)))]);
        var normalized = c.Multiply(centered, reciprocal);
        Value Sum(Value value) => ReductionLowerings.ReduceOver(c, "ReduceSum", value, others, keep: false);
        Value OfArgument()
        {
            var scaled = c.OptionalInput(2) is { } weight ? c.Multiply(gradient, Channels(weight)) : gradient;
            return ofBatch ? OfStandardized(c, scaled, normalized, reciprocal, others) : c.Multiply(scaled, reciprocal);
        }
        return Wanted(c, 9, OfArgument, () => Sum(c.Multiply(gradient, normalized)), () => Sum(gradient));
    }

    // gradient, argument, mean and reciprocal deviation [batch, groups], weight, batch, channels, inner size, groups, which gradients are wanted
    [Lowering("aten::native_group_norm_backward")]
    public static IReadOnlyList<Value> GroupNorm(LoweringContext c)
    {
        long channels = c.Integer(6), groups = c.Integer(8);
        IReadOnlyList<Dimension> shape = c.Shape(1);
        var inner = shape.Skip(2).Aggregate(Dimension.Of(1), (a, b) => a * b);
        // [batch, groups, channels of a group, places]
        Value Split(Value x) => c.Reshape(x, [shape[0], Dimension.Of(groups), Dimension.Of(channels / groups), inner]);
        Value Moment(int index) => c.Reshape(c.Input(index), [shape[0], Dimension.Of(groups), Dimension.Of(1), Dimension.Of(1)]);
        var (gradient, reciprocal) = (Split(c.Input(0)), Moment(3));
        var normalized = c.Multiply(c.Subtract(Split(c.Input(1)), Moment(2)), reciprocal);
        Value Sum(Value x) => c.Op("Reshape", [ReductionLowerings.ReduceOver(c, "ReduceSum", x, [0, 3], keep: false), c.Int64s(channels)]);
        Value OfArgument()
        {
            var scaled = c.OptionalInput(4) is { } weight ? c.Multiply(gradient, c.Op("Reshape", [weight, c.Int64s(1, groups, channels / groups, 1)])) : gradient;
            return c.Reshape(OfStandardized(c, scaled, normalized, reciprocal, [2, 3]), shape);
        }
        return Wanted(c, 9, OfArgument, () => Sum(c.Multiply(gradient, normalized)), () => Sum(gradient));
    }

    // gradient, direction, length, norms, the dimension that keeps its own lengths; gradients by direction and length
    [Lowering("aten::_weight_norm_interface_backward")]
    public static IReadOnlyList<Value> WeightNorm(LoweringContext c)
    {
        var (gradient, direction) = (c.Input(0), c.Input(1));
        int axis = c.Axis(4, tensor: 1);
        int[] others = [.. Enumerable.Range(0, c.Rank(1)).Where(d => d != axis)];
        var norm = c.Reshape(c.Input(3), [.. Enumerable.Range(0, c.Rank(1)).Select(d => d == axis ? c.Shape(1)[d] : Dimension.Of(1))]);
        var along = ReductionLowerings.ReduceOver(c, "ReduceSum", c.Multiply(gradient, direction), others, keep: true);
        var across = c.Subtract(gradient, c.Multiply(direction, c.Divide(along, c.Multiply(norm, norm))));
        return [c.Multiply(c.Divide(c.Input(2), norm), across), c.Divide(along, norm)];
    }

    // of (x - mean) / deviation, where the mean and the deviation follow the argument over the given dimensions
    private static Value OfStandardized(LoweringContext c, Value gradient, Value normalized, Value reciprocal, int[] axes)
    {
        Value Mean(Value x) => ReductionLowerings.ReduceOver(c, "ReduceMean", x, axes, keep: true);
        return c.Multiply(reciprocal, c.Subtract(c.Subtract(gradient, Mean(gradient)), c.Multiply(normalized, Mean(c.Multiply(gradient, normalized)))));
    }

    private static List<Value> Wanted(LoweringContext c, int mask, params Func<Value>[] gradients) => [.. c.Booleans(mask).Zip(gradients).Where(p => p.First).Select(p => p.Second())];
}
