namespace OnnxForge.Export;

/// <summary>Interpolation to another spatial size.</summary>
internal static class ResizeLowerings
{
    [Lowering("aten::upsample_nearest1d", "aten::upsample_nearest2d", "aten::upsample_nearest3d", "aten::upsample_nearest1d.vec", "aten::upsample_nearest2d.vec", "aten::upsample_nearest3d.vec")]
    public static Value Nearest(LoweringContext c)
    {
        var scales = Scales(c, 2);
        int spatial = c.Rank(0) - 2;
        var rows = new long[]?[spatial];
        bool agrees = true;
        for (int d = 0; d < spatial; d++)
        {
            if (!c.Shape(0)[d + 2].TryGetConstant(out long size) || !c.ResultShape()[d + 2].TryGetConstant(out long outputs)) continue;
            double? scale = scales.Length == 0 ? null : scales[d];
            rows[d] = SourceRows(size, outputs, scale);
            float factor = scale is { } given ? (float)given : (float)outputs / size;
            agrees &= rows[d]!.Index().All(r => Math.Clamp((long)MathF.Floor(r.Index / factor), 0, size - 1) == r.Item);
        }
        if (agrees) return Resize(c, scales, [new StringAttribute("mode", "nearest"), new StringAttribute("coordinate_transformation_mode", "asymmetric"), new StringAttribute("nearest_mode", "floor")]);
        // libtorch multiplies by the reciprocal where ONNX divides, and here a rounding makes them pick other cells
        var x = c.Input(0);
        for (int d = 0; d < spatial; d++)
            x = c.Gather(x, c.Int64s(rows[d] ?? throw LoweringContext.Refuse("nearest interpolation by a factor that rounds differently over a spatial size that is dynamic")), d + 2);
        return x;
    }

    [Lowering("aten::_upsample_nearest_exact1d", "aten::_upsample_nearest_exact2d", "aten::_upsample_nearest_exact3d", "aten::_upsample_nearest_exact1d.vec", "aten::_upsample_nearest_exact2d.vec", "aten::_upsample_nearest_exact3d.vec")]
    public static Value NearestExact(LoweringContext c) => Resize(c, Scales(c, 2),
        [new StringAttribute("mode", "nearest"), new StringAttribute("coordinate_transformation_mode", "half_pixel"), new StringAttribute("nearest_mode", "round_prefer_ceil")]);

    [Lowering("aten::upsample_linear1d", "aten::upsample_bilinear2d", "aten::upsample_trilinear3d", "aten::upsample_linear1d.vec", "aten::upsample_bilinear2d.vec", "aten::upsample_trilinear3d.vec")]
    public static Value Linear(LoweringContext c) => Resize(c, Scales(c, 3), [new StringAttribute("mode", "linear"), Coordinates(c)]);

    [Lowering("aten::upsample_bicubic2d", "aten::upsample_bicubic2d.vec")]
    public static Value Cubic(LoweringContext c) => Resize(c, Scales(c, 3), [new StringAttribute("mode", "cubic"), Coordinates(c), new FloatAttribute("cubic_coeff_a", -0.75f)]);

    [Lowering("aten::_upsample_bilinear2d_aa", "aten::_upsample_bilinear2d_aa.vec", "aten::_upsample_bicubic2d_aa", "aten::_upsample_bicubic2d_aa.vec")]
    public static Value Smoothed(LoweringContext c)
    {
        if (c.Opset < 18) throw LoweringContext.Refuse("interpolation with antialias before opset 18");
        if (c.Boolean(2)) throw LoweringContext.Refuse("interpolation with antialias and aligned corners, which ONNX Runtime computes differently; align no corners");
        List<NodeAttribute> attributes = [new IntAttribute("antialias", 1), new IntAttribute("exclude_outside", 1), Coordinates(c)];
        attributes.AddRange(c.Name.Contains("bicubic", StringComparison.Ordinal)
            ? [new StringAttribute("mode", "cubic"), new FloatAttribute("cubic_coeff_a", -0.5f)] // not the coefficient that it has without antialias
            : [new StringAttribute("mode", "linear")]);
        return Resize(c, Scales(c, 3), attributes);
    }

    private static StringAttribute Coordinates(LoweringContext c) => new("coordinate_transformation_mode", c.Boolean(2) ? "align_corners" : "half_pixel");

    private static Value Resize(LoweringContext c, double[] scales, IReadOnlyList<NodeAttribute> attributes)
    {
        var x = c.Input(0);
        bool blends = attributes.Any(a => a is StringAttribute { Name: "mode", Value: not "nearest" });
        if (blends && !TorchTypes.IsFloating(x.Type)) throw LoweringContext.Refuse($"interpolation of {DataTypes.NameOf(x.Type)}, which ONNX Runtime rounds down; interpolate in float32 and round");
        return scales.Length > 0
            ? c.Op("Resize", [x, null, c.Numbers([1, 1, .. scales], DataType.Float, scales.Length + 2)], attributes)
            : c.Op("Resize", [x, null, null, c.SizeVector(c.ResultShape())], attributes);
    }

    // the factors that the caller gave; empty when sizes were given
    private static double[] Scales(LoweringContext c, int index)
    {
        if (c.IsList(index)) return c.Numbers(index);
        int spatial = c.Rank(0) - 2;
        var given = Enumerable.Range(index, spatial).Where(i => !c.IsNone(i)).Select(i => c.Number(i)).ToArray();
        if (given.Length is not 0 && given.Length != spatial) throw LoweringContext.Refuse("interpolation by a factor in some dimensions and to a size in others");
        return given;
    }

    /// <summary>The cell that each cell of the result is a copy of: nearest_idx of libtorch, in its precision.</summary>
    public static long[] SourceRows(long size, long outputs, double? scale)
    {
        if (size == outputs) return [.. Enumerable.Range(0, (int)outputs).Select(i => (long)i)];
        if (outputs == 2 * size) return [.. Enumerable.Range(0, (int)outputs).Select(i => (long)(i >> 1))];
        float step = scale is { } given && given > 0 ? (float)(1 / given) : (float)size / outputs;
        return [.. Enumerable.Range(0, (int)outputs).Select(i => Math.Min((long)MathF.Floor(i * step), size - 1))];
    }
}
