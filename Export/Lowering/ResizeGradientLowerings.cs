namespace OnnxForge.Export;

/// <summary>Backward steps of interpolation: each cell gathers what it gave to the cells of the result, dimension by dimension.</summary>
internal static class ResizeGradientLowerings
{
    private delegate IEnumerable<(long Source, double Weight)> Terms(long output, long size, double step);

    // gradient, output size, input size, factors
    [Lowering("aten::upsample_nearest1d_backward", "aten::upsample_nearest2d_backward", "aten::upsample_nearest3d_backward")]
    public static Value Nearest(LoweringContext c) => Each(c, 3, (size, outputs, factor) => [.. ResizeLowerings.SourceRows(size, outputs, factor).Select(row => (IReadOnlyList<(long, double)>)[(row, 1)])]);

    [Lowering("aten::_upsample_nearest_exact1d_backward", "aten::_upsample_nearest_exact2d_backward", "aten::_upsample_nearest_exact3d_backward")]
    public static Value NearestExact(LoweringContext c) => Each(c, 3, (size, outputs, factor) =>
        Rows(size, outputs, Step(size, outputs, factor, aligned: false, Single), (o, cells, step) => [(Math.Min((long)Math.Floor(Single((o + 0.5) * step)), cells - 1), 1)]));

    // gradient, output size, input size, aligned corners, factors
    [Lowering("aten::upsample_linear1d_backward", "aten::upsample_bilinear2d_backward", "aten::upsample_trilinear3d_backward")]
    public static Value Linear(LoweringContext c)
    {
        bool aligned = c.Boolean(3);
        var rounded = Rounding(c);
        return Each(c, 4, (size, outputs, factor) => Rows(size, outputs, Step(size, outputs, factor, aligned, rounded), (o, cells, step) =>
        {
            double place = Math.Max(Place(o, step, aligned, rounded), 0);
            long low = Math.Min((long)place, cells - 1);
            double above = Math.Clamp(place - low, 0, 1);
            return [(low, 1 - above), (Math.Min(low + 1, cells - 1), above)];
        }));
    }

    [Lowering("aten::upsample_bicubic2d_backward")]
    public static Value Cubic(LoweringContext c)
    {
        const double a = -0.75;
        bool aligned = c.Boolean(3);
        var rounded = Rounding(c);
        return Each(c, 4, (size, outputs, factor) => Rows(size, outputs, Step(size, outputs, factor, aligned, rounded), (o, cells, step) =>
        {
            double place = Place(o, step, aligned, rounded), low = Math.Floor(place);
            return Enumerable.Range(-1, 4).Select(k => (Math.Clamp((long)low + k, 0, cells - 1), CubicWeight(place - low - k, a)));
        }));
    }

    [Lowering("aten::_upsample_bilinear2d_aa_backward")]
    public static Value SmoothedLinear(LoweringContext c) => Smoothed(c, 1, x => Math.Max(0, 1 - Math.Abs(x)));

    [Lowering("aten::_upsample_bicubic2d_aa_backward")]
    public static Value SmoothedCubic(LoweringContext c) => Smoothed(c, 2, x => CubicWeight(x, -0.5));

    // the window widens with the factor of a reduction, and its weights add up to 1
    private static Value Smoothed(LoweringContext c, double reach, Func<double, double> filter)
    {
        bool aligned = c.Boolean(3);
        var rounded = Rounding(c);
        return Each(c, 4, (size, outputs, factor) => Rows(size, outputs, Step(size, outputs, factor, aligned, rounded), (o, cells, step) =>
        {
            double wide = Math.Max(step, 1), center = step * (o + 0.5);
            long start = Math.Max((long)(center - reach * wide + 0.5), 0), end = Math.Min((long)(center + reach * wide + 0.5), cells);
            var weights = Enumerable.Range(0, (int)(end - start)).Select(k => filter((start + k - center + 0.5) / wide)).ToList();
            double total = weights.Sum();
            return weights.Select((weight, k) => (start + k, weight / total));
        }));
    }

    private static Value Each(LoweringContext c, int factorsAt, Func<long, long, double?, IReadOnlyList<IReadOnlyList<(long, double)>>> rows)
    {
        var (x, rank) = (c.Input(0), c.Rank(0));
        for (int axis = 2; axis < rank; axis++)
        {
            if (!c.Shape(0)[axis].TryGetConstant(out long outputs) || !c.ResultShape()[axis].TryGetConstant(out long size))
                throw LoweringContext.Refuse("the gradient of an interpolation over a spatial size that is dynamic; fix the size");
            double? factor = c.IsNone(factorsAt + axis - 2) ? null : c.Number(factorsAt + axis - 2);
            if (size != outputs) x = AxisSums.Of(c, x, rank, axis, outputs, AxisSums.Turned(rows(size, outputs, factor), size));
        }
        return x;
    }

    private static List<IReadOnlyList<(long, double)>> Rows(long size, long outputs, double step, Terms terms) =>
        [.. Enumerable.Range(0, (int)outputs).Select(o => (IReadOnlyList<(long, double)>)[.. terms(o, size, step).Where(t => t.Weight != 0)])];

    // how far the results' cells are apart in the argument
    private static double Step(long size, long outputs, double? factor, bool aligned, Func<double, double> rounded) => rounded(aligned ? outputs > 1 ? (double)(size - 1) / (outputs - 1) : 0
        : factor is { } given && given > 0 ? 1 / given : (double)size / outputs);

    private static double Place(long output, double step, bool aligned, Func<double, double> rounded) => aligned ? rounded(output * step) : rounded(rounded((output + 0.5) * step) - 0.5);

    // libtorch's precision of places: that of the elements, and at least single
    private static Func<double, double> Rounding(LoweringContext c) => c.Input(0).Type == DataType.Double ? x => x : Single;

    private static double Single(double x) => (float)x;

    // the cubic convolution kernel of Keys (1981)
    private static double CubicWeight(double x, double a)
    {
        x = Math.Abs(x);
        return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}
