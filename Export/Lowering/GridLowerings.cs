namespace OnnxForge.Export;

/// <summary>Sampling at the points of a grid.</summary>
internal static class GridLowerings
{
    // input, grid, mode (bilinear, nearest, bicubic), padding (zeros, border, reflection), aligned corners
    [Lowering("aten::grid_sampler", "aten::grid_sampler_2d", "aten::grid_sampler_3d")]
    public static Value Sample(LoweringContext c)
    {
        bool renamed = c.Opset >= 20;
        if (!renamed && c.Rank(0) != 4) throw LoweringContext.Refuse("grid_sample of volumes before opset 20");
        var mode = c.Integer(2) switch { 0 => renamed ? "linear" : "bilinear", 1 => "nearest", _ => renamed ? "cubic" : "bicubic" };
        var padding = c.Integer(3) switch { 0 => "zeros", 1 => "border", _ => "reflection" };
        return c.Op("GridSample", [c.Input(0), c.Input(1)], [new StringAttribute("mode", mode), new StringAttribute("padding_mode", padding), new IntAttribute("align_corners", c.Boolean(4) ? 1 : 0)]);
    }

    // theta [batch, 2, 3] and the size of an image: the transformed coordinates [batch, height, width, 2]
    [Lowering("aten::affine_grid_generator")]
    public static Value AffineGrid(LoweringContext c)
    {
        var size = c.Sizes(1);
        if (size.Count != 4) throw LoweringContext.Refuse("affine_grid of volumes");
        long height = LoweringContext.Fixed(size[2]), width = LoweringContext.Fixed(size[3]);
        bool aligned = c.Boolean(2);
        double At(long cell, long cells) => aligned ? cells == 1 ? 0 : -1 + 2.0 * cell / (cells - 1) : -1 + (2.0 * cell + 1) / cells;
        var points = from row in Enumerable.Range(0, (int)height) from column in Enumerable.Range(0, (int)width) from value in new[] { At(column, width), At(row, height), 1.0 } select value;
        var grid = c.MatrixProduct(c.Numbers(points, c.ResultType, height * width, 3), c.Transpose(c.Input(0), [0, 2, 1]));
        return c.ReshapeToResult(grid);
    }
}
