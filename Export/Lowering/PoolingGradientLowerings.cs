namespace OnnxForge.Export;

/// <summary>Backward steps of pooling.</summary>
internal static class PoolingGradientLowerings
{
    // gradient, argument, kernel, stride, padding, dilation, ceiling, positions
    [Lowering("aten::max_pool2d_with_indices_backward", "aten::max_pool3d_with_indices_backward")]
    public static Value Maximum(LoweringContext c) => Scattered(c, c.InputCount - 1);

    // gradient, argument, positions
    [Lowering("aten::adaptive_max_pool2d_backward", "aten::adaptive_max_pool3d_backward")]
    public static Value AdaptiveMaximum(LoweringContext c) => Scattered(c, 2);

    // gradient, argument, kernel, stride, padding, ceiling, padding counts, divisor
    [Lowering("aten::avg_pool2d_backward", "aten::avg_pool3d_backward")]
    public static Value Average(LoweringContext c)
    {
        int spatial = AdaptivePoolingLowerings.SpatialDimensions(c.Name), rank = c.Rank(1), lead = rank - spatial;
        var kernel = c.PerDimension(2, spatial, 1);
        var stride = c.Integers(3).Length == 0 ? kernel : c.PerDimension(3, spatial, 1);
        var padding = c.PerDimension(4, spatial, 0);
        var shares = Shares(c, spatial, kernel, stride, padding);
        var one = Dimension.Of(1);
        var planes = c.Shape(0).Take(lead).Aggregate(one, (a, b) => a * b);
        // every plane by itself, spread by a kernel of ones; what it covers begins where the padding does
        var flat = c.Reshape(shares, [planes, one, .. c.Shape(0).Skip(lead)]);
        var ones = c.Numbers(Enumerable.Repeat(1.0, (int)kernel.Aggregate(1L, (a, b) => a * b)), shares.Type, [1, 1, .. kernel]);
        var x = c.Op("ConvTranspose", [flat, ones], [new IntsAttribute("kernel_shape", kernel), new IntsAttribute("strides", stride)]);
        var pads = Enumerable.Repeat(Dimension.Of(0), 2 * (spatial + 2)).ToArray();
        for (int d = 0; d < spatial; d++)
        {
            Dimension covered = (c.Shape(0)[lead + d] - 1) * stride[d] + kernel[d], size = c.Shape(1)[lead + d];
            x = ShapeLowerings.Slice(c, x, d + 2, Dimension.Of(padding[d]), size + padding[d], 1);
            pads[spatial + 4 + d] = Dimension.Max(size + padding[d] - covered, Dimension.Of(0));
        }
        if (pads.Any(p => p != Dimension.Of(0))) x = c.Op("Pad", [x, c.SizeVector(pads)], [new StringAttribute("mode", "constant")]);
        return c.Reshape(x, c.Shape(1));
    }

    // gradient, argument
    [Lowering("aten::_adaptive_avg_pool2d_backward", "aten::_adaptive_avg_pool3d_backward")]
    public static Value AdaptiveAverage(LoweringContext c)
    {
        int spatial = AdaptivePoolingLowerings.SpatialDimensions(c.Name), rank = c.Rank(1), lead = rank - spatial;
        var x = c.Input(0);
        for (int axis = lead; axis < rank; axis++)
        {
            long outputs = LoweringContext.Fixed(c.Shape(0)[axis]);
            var size = c.Shape(1)[axis];
            if (size == Dimension.Of(outputs)) continue;
            x = size.TryGetConstant(out long cells) ? AxisSums.Of(c, x, rank, axis, outputs, AxisSums.Turned(Windows(cells, outputs), cells)) : Spread(c, x, rank, axis, size, outputs);
        }
        return x;
    }

    // each output's share over its window, whose bounds are known at run time
    private static Value Spread(LoweringContext c, Value x, int rank, int axis, Dimension size, long outputs)
    {
        Value? sum = null;
        for (long o = 0; o < outputs; o++)
        {
            var (start, end) = AdaptivePoolingLowerings.Range(o, size, outputs);
            var share = c.Divide(c.Slice(x, axis, o, o + 1), c.Cast(c.SizeScalar(end - start), x.Type));
            var repeats = Enumerable.Repeat(Dimension.Of(1), rank).ToArray();
            repeats[axis] = end - start;
            var pads = Enumerable.Repeat(Dimension.Of(0), 2 * rank).ToArray();
            (pads[axis], pads[rank + axis]) = (start, size - end);
            var placed = c.Op("Pad", [c.Op("Tile", [share, c.SizeVector(repeats)]), c.SizeVector(pads)], [new StringAttribute("mode", "constant")]);
            sum = sum is null ? placed : c.Add(sum, placed);
        }
        return sum!;
    }

    private static List<IReadOnlyList<(long, double)>> Windows(long size, long outputs) => [.. Enumerable.Range(0, (int)outputs).Select(o =>
    {
        var (start, end) = AdaptivePoolingLowerings.Range(o, size, outputs);
        return (IReadOnlyList<(long, double)>)[.. Enumerable.Range(0, (int)(end - start)).Select(i => (start + i, 1.0 / (end - start)))];
    })];

    // the gradient of each window over how many cells it was divided by: those of the image and, where the padding counts, of the padding, but not beyond it
    private static Value Shares(LoweringContext c, int spatial, long[] kernel, long[] stride, long[] padding)
    {
        var gradient = c.Input(0);
        if (!c.IsNone(7)) return c.Divide(gradient, c.Scalar(c.Integer(7), gradient.Type));
        bool paddingCounts = c.Boolean(6, true), whole = !c.Boolean(5) && (paddingCounts || padding.All(p => p == 0));
        if (whole) return c.Divide(gradient, c.Scalar(kernel.Aggregate(1L, (a, b) => a * b), gradient.Type));
        Value? divisor = null;
        for (int d = 0; d < spatial; d++)
        {
            int axis = c.Rank(0) - spatial + d;
            Value Number(long number) => c.Constant(ConstantTensor.Scalar(number));
            var start = c.Subtract(c.Multiply(c.Counted(c.Shape(0)[axis]), Number(stride[d])), Number(padding[d]));
            var end = c.Minimum(c.Add(start, Number(kernel[d])), c.SizeScalar(c.Shape(1)[axis] + padding[d]));
            if (!paddingCounts) (start, end) = (c.Maximum(start, Number(0)), c.Minimum(end, c.SizeScalar(c.Shape(1)[axis])));
            var cells = c.Unsqueeze(c.Subtract(end, start), [.. Enumerable.Range(1, spatial - 1 - d).Select(i => (long)i)]);
            divisor = divisor is null ? cells : c.Multiply(divisor, cells);
        }
        return c.Divide(gradient, c.Cast(divisor!, gradient.Type));
    }

    private static Value Scattered(LoweringContext c, int positions) =>
        PoolingLowerings.Scatter(c, AdaptivePoolingLowerings.SpatialDimensions(c.Name), positions, [new StringAttribute("reduction", "add")]);
}
