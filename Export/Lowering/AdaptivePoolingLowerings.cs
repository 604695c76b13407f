namespace OnnxForge.Export;

/// <summary>Pooling to a given output size: window i covers floor(i * in / out) up to ceil((i + 1) * in / out).</summary>
internal static class AdaptivePoolingLowerings
{
    [Lowering("aten::adaptive_avg_pool1d", "aten::adaptive_avg_pool2d", "aten::adaptive_avg_pool3d", "aten::_adaptive_avg_pool2d", "aten::_adaptive_avg_pool3d")]
    public static Value Average(LoweringContext c) => Pool(c, "GlobalAveragePool", "AveragePool", WeightedAverage);

    [Lowering("aten::adaptive_max_pool1d", "aten::adaptive_max_pool2d", "aten::adaptive_max_pool3d")]
    public static IReadOnlyList<Value> Maximum(LoweringContext c)
    {
        var pooled = Pool(c, "GlobalMaxPool", "MaxPool", MaximaOfSlices);
        return Positions(c) is { } positions ? [pooled, positions] : [pooled];
    }

    /// <summary>The number in an operator's name: <c>max_pool2d</c> and <c>max_pool2d_with_indices</c> have 2.</summary>
    public static int SpatialDimensions(string name) => name[name.IndexOf("pool", StringComparison.Ordinal) + "pool".Length] - '0';

    private static Value Pool(LoweringContext c, string global, string windowed, Func<LoweringContext, Value, int, long, long, Value> uneven)
    {
        int spatial = SpatialDimensions(c.Name);
        var outputs = c.PerDimension(1, spatial, 1);
        return ConvolutionLowerings.Batched(c, spatial + 2, x =>
        {
            if (outputs.All(o => o == 1))
                return x.Type != DataType.Double ? c.Op(global, [x]) : ReductionLowerings.ReduceOver(c, global == "GlobalMaxPool" ? "ReduceMax" : "ReduceMean", x, [.. Enumerable.Range(2, spatial)], keep: true);
            var free = c.Shape(0).TakeLast(spatial).ToArray();
            if (free.Any(size => !size.TryGetConstant(out _))) return OverDimensions(c, x, global == "GlobalMaxPool" ? "ReduceMax" : "ReduceMean", free, outputs);
            var sizes = free.Select(LoweringContext.Fixed).ToArray();
            if (x.Type != DataType.Double && sizes.Zip(outputs).All(p => p.First % p.Second == 0))
            {
                long[] kernel = [.. sizes.Zip(outputs, (size, output) => size / output)];
                return c.Op(windowed, [x], [new IntsAttribute("kernel_shape", kernel), new IntsAttribute("strides", kernel)]);
            }
            for (int d = 0; d < spatial; d++) x = sizes[d] == outputs[d] ? x : uneven(c, x, d + 2, sizes[d], outputs[d]);
            return x;
        });
    }

    // where the maxima stand in a channel, which a backward pass asks for; a pass sweeps them up where none does
    private static Value? Positions(LoweringContext c)
    {
        int spatial = SpatialDimensions(c.Name);
        var outputs = c.PerDimension(1, spatial, 1);
        var sizes = c.Tensor(0).Shape.TakeLast(spatial).Select(size => size is not null && size.TryGetConstant(out long cells) ? cells : 0).ToArray();
        if (sizes.Contains(0) || sizes.Zip(outputs).Any(p => p.First % p.Second != 0)) return null;
        long[] kernel = [.. sizes.Zip(outputs, (size, output) => size / output)];
        List<NodeAttribute> attributes = [new IntsAttribute("kernel_shape", kernel), new IntsAttribute("strides", kernel)];
        return ConvolutionLowerings.Batched(c, spatial + 2, x => c.Op("Mod", [c.Ops("MaxPool", [x], [x.Type, DataType.Int64], attributes)[1], c.Scalar(sizes.Aggregate(1L, (a, b) => a * b), DataType.Int64)]));
    }

    // where a size is only known at run time, so are the windows' bounds
    private static Value OverDimensions(LoweringContext c, Value x, string reduction, Dimension[] sizes, long[] outputs)
    {
        foreach (var (d, (size, output)) in sizes.Zip(outputs).Index())
        {
            if (size == Dimension.Of(output)) continue;
            var windows = Enumerable.Range(0, (int)output).Select(o =>
            {
                var (start, end) = Range(o, size, output);
                return ReductionLowerings.ReduceOver(c, reduction, output == 1 ? x : ShapeLowerings.Slice(c, x, d + 2, start, end, 1), [d + 2], keep: true);
            }).ToList();
            x = output == 1 ? windows[0] : c.Concatenate(windows, d + 2);
        }
        return x;
    }

    // a window is a product of ranges, so its average is the average of averages, and each dimension is a product with a constant matrix
    private static Value WeightedAverage(LoweringContext c, Value x, int axis, long size, long output)
    {
        var weights = new double[size * output];
        for (long o = 0; o < output; o++)
        {
            var (start, end) = Range(o, size, output);
            for (long i = start; i < end; i++) weights[i * output + o] = 1.0 / (end - start);
        }
        int rank = SpatialDimensions(c.Name) + 2;
        var order = Enumerable.Range(0, rank).ToArray();
        (order[axis], order[rank - 1]) = (order[rank - 1], order[axis]);
        return c.Transpose(c.MatrixProduct(c.Transpose(x, order), c.Numbers(weights, x.Type, size, output)), order);
    }

    private static Value MaximaOfSlices(LoweringContext c, Value x, int axis, long size, long output) => c.Concatenate([.. Enumerable.Range(0, (int)output).Select(o =>
    {
        var (start, end) = Range(o, size, output);
        return ReductionLowerings.Reduce(c, "ReduceMax", c.Slice(x, axis, start, end), [axis], keep: true);
    })], axis);

    /// <summary>The cells that a window covers, from the first up to, not including, the end.</summary>
    public static (long Start, long End) Range(long output, long size, long outputs) => (output * size / outputs, ((output + 1) * size + outputs - 1) / outputs);

    /// <inheritdoc cref="Range(long, long, long)"/>
    public static (Dimension Start, Dimension End) Range(long output, Dimension size, long outputs) =>
        ((size * output).FloorDivide(outputs), (size * (output + 1) + (outputs - 1)).FloorDivide(outputs));
}
