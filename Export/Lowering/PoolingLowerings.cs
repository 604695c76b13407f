namespace OnnxForge.Export;

/// <summary>Maximum and average over sliding windows.</summary>
internal static class PoolingLowerings
{
    /// <summary>A window in each spatial dimension, its padding before and after, in ONNX's terms.</summary>
    private sealed record Window(long[] Kernel, long[] Stride, long[] Begin, long[] End, long[] Dilation, bool Ceiling)
    {
        public bool Overhangs => Begin.Zip(End).Any(p => p.Second > p.First);

        public bool IsPadded => Begin.Any(p => p > 0);

        public List<NodeAttribute> Attributes()
        {
            List<NodeAttribute> attributes = [new IntsAttribute("kernel_shape", Kernel), new IntsAttribute("strides", Stride), new IntsAttribute("pads", [.. Begin, .. End])];
            if (Dilation.Any(d => d != 1)) attributes.Add(new IntsAttribute("dilations", Dilation));
            if (Ceiling) attributes.Add(new IntAttribute("ceil_mode", 1));
            return attributes;
        }
    }

    // input, kernel, stride, padding, dilation, ceiling
    [Lowering("aten::max_pool1d", "aten::max_pool2d", "aten::max_pool3d")]
    public static Value Maximum(LoweringContext c)
    {
        var window = WindowOf(c, c.PerDimension(4, Spatial(c), 1), c.Boolean(5));
        return ConvolutionLowerings.Batched(c, Spatial(c) + 2, x => c.Op("MaxPool", [x], window.Attributes()));
    }

    [Lowering("aten::max_pool1d_with_indices", "aten::max_pool2d_with_indices", "aten::max_pool3d_with_indices")]
    public static IReadOnlyList<Value> MaximumWithIndices(LoweringContext c)
    {
        var window = WindowOf(c, c.PerDimension(4, Spatial(c), 1), c.Boolean(5));
        bool batched = c.Rank(0) == Spatial(c) + 2;
        var x = batched ? c.Input(0) : c.Unsqueeze(c.Input(0), 0);
        var results = c.Ops("MaxPool", [x], [x.Type, DataType.Int64], window.Attributes());
        // ONNX counts positions through the whole tensor, libtorch through one channel
        var plane = c.Count(0, Enumerable.Range(c.Rank(0) - Spatial(c), Spatial(c)), DataType.Int64);
        var indices = c.Op("Mod", [results[1], plane]);
        return batched ? [results[0], indices] : [c.Squeeze(results[0], 0), c.Squeeze(indices, 0)];
    }

    // input, positions in a channel, output size
    [Lowering("aten::max_unpool2d", "aten::max_unpool3d")]
    public static Value Unpool(LoweringContext c) => Scatter(c, c.Name == "max_unpool2d" ? 2 : 3, positions: 1, []);

    /// <summary>The first argument's elements at their positions in a channel of the result, zeros elsewhere.</summary>
    public static Value Scatter(LoweringContext c, int spatial, int positions, IReadOnlyList<NodeAttribute> attributes)
    {
        var lead = c.ResultShape().SkipLast(spatial).ToList();
        Dimension Product(IEnumerable<Dimension> sizes) => sizes.Aggregate(Dimension.Of(1), (a, b) => a * b);
        Value Flat(int index) => c.Reshape(c.Input(index), [.. lead, Product(c.Shape(index).TakeLast(spatial))]);
        var zeros = c.Filled(0, c.ResultType, [.. lead, Product(c.ResultShape().TakeLast(spatial))]);
        return c.ReshapeToResult(c.Op("ScatterElements", [zeros, Flat(positions), Flat(0)], [new IntAttribute("axis", lead.Count), .. attributes]));
    }

    // input, kernel, stride, padding, ceiling, padding counts, divisor
    [Lowering("aten::avg_pool1d", "aten::avg_pool2d", "aten::avg_pool3d")]
    public static Value Average(LoweringContext c)
    {
        int spatial = Spatial(c);
        var window = WindowOf(c, [.. Enumerable.Repeat(1L, spatial)], c.Boolean(4));
        bool paddingCounts = c.Boolean(5, true);
        long cells = window.Kernel.Aggregate(1L, (a, b) => a * b);
        if (!c.IsNone(6))
        {
            if (window.Ceiling) throw LoweringContext.Refuse("average pooling with ceil_mode and a divisor over a spatial size that is dynamic");
            return Pool(c, window, true, x => c.Multiply(x, cells / (double)c.Integer(6)));
        }
        if (!paddingCounts || !window.IsPadded) return Pool(c, window, false, x => x);
        if (window.Ceiling) throw LoweringContext.Refuse("average pooling with ceil_mode that counts its padding over a spatial size that is dynamic; fix the size, or pass count_include_pad: false");
        if (!window.Overhangs) return Pool(c, window, true, x => x);
        // libtorch's divisor counts the padding, but not what a window reaches beyond it
        var correction = Corrections(c, window, cells);
        return Pool(c, window, true, x => c.Multiply(x, correction));
    }

    private static Value Pool(LoweringContext c, Window window, bool countPadding, Func<Value, Value> finish) => ConvolutionLowerings.Batched(c, Spatial(c) + 2,
        x => finish(c.Op("AveragePool", [x], [.. window.Attributes(), new IntAttribute("count_include_pad", countPadding ? 1 : 0)])));

    private static Value Corrections(LoweringContext c, Window window, long cells)
    {
        var factors = new List<double> { cells };
        var dims = new List<long> { 1, 1 };
        for (int d = 0; d < window.Kernel.Length; d++)
        {
            long size = LoweringContext.Fixed(SpatialShape(c.Shape(0), window.Kernel.Length)[d]), outputs = LoweringContext.Fixed(SpatialShape(c.ResultShape(), window.Kernel.Length)[d]);
            var counts = Enumerable.Range(0, (int)outputs).Select(o => Math.Min(o * window.Stride[d] - window.Begin[d] + window.Kernel[d], size + window.Begin[d]) - (o * window.Stride[d] - window.Begin[d]));
            factors = [.. factors.SelectMany(_ => counts, (factor, count) => factor / count)];
            dims.Add(outputs);
        }
        return c.Numbers(factors, c.ResultType, dims);
    }

    // The ceiling is written as padding at the end where sizes are fixed: the runtimes disagree about the attribute.
    private static Window WindowOf(LoweringContext c, long[] dilation, bool ceiling)
    {
        int spatial = Spatial(c);
        var kernel = c.PerDimension(1, spatial, 1);
        var stride = c.IsNone(2) || c.Integers(2).Length == 0 ? kernel : c.PerDimension(2, spatial, 1);
        var begin = c.PerDimension(3, spatial, 0);
        if (!ceiling) return new Window(kernel, stride, begin, begin, dilation, false);
        var end = begin.ToArray();
        for (int d = 0; d < spatial; d++)
        {
            if (!SpatialShape(c.Shape(0), spatial)[d].TryGetConstant(out long size) || !SpatialShape(c.ResultShape(), spatial)[d].TryGetConstant(out long outputs))
                return new Window(kernel, stride, begin, begin, dilation, true);
            end[d] = Math.Max(begin[d], (outputs - 1) * stride[d] + dilation[d] * (kernel[d] - 1) + 1 - size - begin[d]);
        }
        return new Window(kernel, stride, begin, end, dilation, false);
    }

    private static List<Dimension> SpatialShape(IReadOnlyList<Dimension> shape, int spatial) => [.. shape.TakeLast(spatial)];

    private static int Spatial(LoweringContext c) => AdaptivePoolingLowerings.SpatialDimensions(c.Name);
}
