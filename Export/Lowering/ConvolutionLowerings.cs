namespace OnnxForge.Export;

/// <summary>Convolutions and transposed convolutions in one to three spatial dimensions.</summary>
internal static class ConvolutionLowerings
{
    // input, weight, bias, stride, padding (numbers or a text), dilation, groups
    [Lowering("aten::conv1d", "aten::conv2d", "aten::conv3d", "aten::conv1d.padding", "aten::conv2d.padding", "aten::conv3d.padding")]
    public static Value Convolve(LoweringContext c)
    {
        var dilation = c.PerDimension(5, Spatial(c), 1);
        return Convolve(c, c.PerDimension(3, Spatial(c), 1), c.IsText(4) ? TextPads(c, dilation) : Symmetric(c.PerDimension(4, Spatial(c), 0)), dilation, c.Integer(6, 1));
    }

    // input, weight, bias, padding text, ...
    [Lowering("aten::_convolution_mode")]
    public static Value ConvolveByMode(LoweringContext c)
    {
        var dilation = c.PerDimension(5, Spatial(c), 1);
        return Convolve(c, c.PerDimension(3, Spatial(c), 1), TextPads(c, dilation), dilation, c.Integer(6, 1));
    }

    // input, weight, bias, stride, padding, output padding, groups, dilation
    [Lowering("aten::conv_transpose1d", "aten::conv_transpose2d.input", "aten::conv_transpose3d.input")]
    public static Value ConvolveTransposed(LoweringContext c) =>
        Transposed(c, c.PerDimension(3, Spatial(c), 1), c.PerDimension(4, Spatial(c), 0), c.PerDimension(5, Spatial(c), 0), c.Integer(6, 1), c.PerDimension(7, Spatial(c), 1));

    // input, weight, bias, stride, padding, dilation, transposed, output padding, groups
    [Lowering("aten::convolution", "aten::_convolution", "aten::_convolution.deprecated", "aten::convolution_overrideable")]
    public static Value General(LoweringContext c)
    {
        var (stride, padding, dilation) = (c.PerDimension(3, Spatial(c), 1), c.PerDimension(4, Spatial(c), 0), c.PerDimension(5, Spatial(c), 1));
        return c.Boolean(6)
            ? Transposed(c, stride, padding, c.PerDimension(7, Spatial(c), 0), c.Integer(8, 1), dilation)
            : Convolve(c, stride, Symmetric(padding), dilation, c.Integer(8, 1));
    }

    /// <summary>Runs <paramref name="body"/> on the first argument with a batch dimension, which one of <paramref name="rank"/> - 1 dimensions lacks.</summary>
    public static Value Batched(LoweringContext c, int rank, Func<Value, Value> body)
    {
        var x = c.Input(0);
        return c.Rank(0) == rank ? body(x) : c.Squeeze(body(c.Unsqueeze(x, 0)), 0);
    }

    private static Value Convolve(LoweringContext c, long[] stride, long[] pads, long[] dilation, long groups) => Batched(c, c.Rank(1), x => c.Op("Conv", Arguments(c, x),
    [
        new IntsAttribute("kernel_shape", Kernel(c)), new IntsAttribute("strides", stride), new IntsAttribute("pads", pads),
        new IntsAttribute("dilations", dilation), new IntAttribute("group", groups),
    ]));

    private static Value Transposed(LoweringContext c, long[] stride, long[] padding, long[] outputPadding, long groups, long[] dilation) => Batched(c, c.Rank(1), x => c.Op("ConvTranspose", Arguments(c, x),
    [
        new IntsAttribute("kernel_shape", Kernel(c)), new IntsAttribute("strides", stride), new IntsAttribute("pads", Symmetric(padding)),
        new IntsAttribute("dilations", dilation), new IntsAttribute("output_padding", outputPadding), new IntAttribute("group", groups),
    ]));

    private static IReadOnlyList<Value?> Arguments(LoweringContext c, Value x) => c.OptionalInput(2) is { } bias ? [x, c.Input(1), bias] : [x, c.Input(1)];

    private static int Spatial(LoweringContext c) => c.Rank(1) - 2;

    private static long[] Kernel(LoweringContext c) => [.. c.Shape(1).Skip(2).Select(LoweringContext.Fixed)];

    private static long[] Symmetric(long[] padding) => [.. padding, .. padding];

    // libtorch gives the odd cell of "same" to the end
    private static long[] TextPads(LoweringContext c, long[] dilation)
    {
        if (c.Text(4) == "valid") return [.. Enumerable.Repeat(0L, 2 * dilation.Length)];
        if (c.Text(4) != "same") throw LoweringContext.Refuse($"a convolution with the padding '{c.Text(4)}'");
        var total = Kernel(c).Zip(dilation, (k, d) => d * (k - 1)).ToArray();
        return [.. total.Select(t => t / 2), .. total.Select(t => t - t / 2)];
    }
}
