namespace OnnxForge.Export;

/// <summary>The backward step of a convolution: by its argument, its weight and its bias.</summary>
internal static class ConvolutionGradientLowerings
{
    // gradient, argument, weight, bias sizes, stride, padding, dilation, transposed, output padding, groups, which gradients are wanted
    [Lowering("aten::convolution_backward")]
    public static IReadOnlyList<Value> Convolution(LoweringContext c)
    {
        var wanted = c.Booleans(10);
        var gradients = new List<Value>();
        if (wanted[0]) gradients.Add(c.Boolean(7) ? c.Op("Conv", [c.Input(0), c.Input(2)], Attributes(c)) : OfArgument(c));
        if (wanted[1]) gradients.Add(OfWeight(c, larger: c.Boolean(7) ? 0 : 1, smaller: c.Boolean(7) ? 1 : 0));
        if (wanted[2]) gradients.Add(ReductionLowerings.ReduceOver(c, "ReduceSum", c.Input(0), [0, .. Enumerable.Range(2, Spatial(c))], keep: false));
        return gradients;
    }

    private static Value OfArgument(LoweringContext c)
    {
        int spatial = Spatial(c);
        var (stride, padding, dilation, kernel) = (c.PerDimension(4, spatial, 1), c.PerDimension(5, spatial, 0), c.PerDimension(6, spatial, 1), Kernel(c));
        // what the strides left over at the end
        var rest = Enumerable.Range(0, spatial).Select(d => c.Shape(1)[d + 2] - (c.Shape(0)[d + 2] - 1) * stride[d] + (2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1)).ToList();
        if (rest.Any(size => !size.TryGetConstant(out _)))
            throw LoweringContext.Refuse("the gradient of a convolution whose strides leave more or less over with a dynamic size; fix the size, or give it MultipleOf the stride");
        return c.Op("ConvTranspose", [c.Input(0), c.Input(2)], [.. Attributes(c), new IntsAttribute("output_padding", [.. rest.Select(LoweringContext.Fixed)])]);
    }

    // A weight's cell meets the cells of the larger side that are a stride apart: a convolution of that side by the smaller one with strides and
    // dilations exchanged, where the samples are what is summed over and channels stand in their place.
    private static Value OfWeight(LoweringContext c, int larger, int smaller)
    {
        int spatial = Spatial(c);
        long groups = c.Integer(9);
        var (padding, kernel) = (c.PerDimension(5, spatial, 0), Kernel(c));
        int[] exchanged = [1, 0, .. Enumerable.Range(2, spatial)];
        var image = groups == 1 ? c.Transpose(WithOneMore(c, larger), exchanged) : Grouped(c, larger, groups);
        var products = c.Op("Conv", [image, c.Transpose(WithOneMore(c, smaller), exchanged)],
        [
            new IntsAttribute("strides", c.PerDimension(6, spatial, 1)), new IntsAttribute("dilations", c.PerDimension(4, spatial, 1)),
            new IntsAttribute("pads", [.. padding, .. padding]), new IntAttribute("group", groups),
        ]);
        for (int d = 0; d < spatial; d++) products = c.Slice(products, d + 2, 0, kernel[d]); // strides may leave room for more cells
        return c.Transpose(products, exchanged);
    }

    // a sample of zeros: ONNX Runtime never returns from a convolution that has no channels, as a batch of none would be here
    private static Value WithOneMore(LoweringContext c, int index)
    {
        if (c.Shape(index)[0].TryGetConstant(out _)) return c.Input(index);
        var pads = new long[2 * c.Rank(index)];
        pads[c.Rank(index)] = 1;
        return c.Op("Pad", [c.Input(index), c.Int64s(pads)], [new StringAttribute("mode", "constant")]);
    }

    // [samples, groups * channels, ...] to [channels, groups * samples, ...]
    private static Value Grouped(LoweringContext c, int index, long groups)
    {
        var shape = c.Shape(index);
        var (samples, channels) = (shape[0].TryGetConstant(out _) ? shape[0] : shape[0] + 1, shape[1].FloorDivide(groups));
        var split = c.Reshape(WithOneMore(c, index), [samples, Dimension.Of(groups), channels, .. shape.Skip(2)]);
        return c.Reshape(c.Transpose(split, [2, 1, 0, .. Enumerable.Range(3, shape.Count - 2)]), [channels, samples * groups, .. shape.Skip(2)]);
    }

    private static List<NodeAttribute> Attributes(LoweringContext c)
    {
        int spatial = Spatial(c);
        var padding = c.PerDimension(5, spatial, 0);
        return
        [
            new IntsAttribute("kernel_shape", Kernel(c)), new IntsAttribute("strides", c.PerDimension(4, spatial, 1)), new IntsAttribute("pads", [.. padding, .. padding]),
            new IntsAttribute("dilations", c.PerDimension(6, spatial, 1)), new IntAttribute("group", c.Integer(9)),
        ];
    }

    private static int Spatial(LoweringContext c) => c.Rank(2) - 2;

    private static long[] Kernel(LoweringContext c) => [.. c.Shape(2).Skip(2).Select(LoweringContext.Fixed)];
}
