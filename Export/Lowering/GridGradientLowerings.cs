namespace OnnxForge.Export;

/// <summary>The backward step of sampling at the points of a grid: by the image, and by the points.</summary>
internal static class GridGradientLowerings
{
    /// <summary>The two cells beside each point in one direction, what each weighs, and how a point's coordinate moves with the grid's.</summary>
    private sealed record Neighbours(Value[] Cells, Value[] Weights, Value[] Inside, Value Slope);

    // gradient [batch, channels, rows, columns], image, grid [batch, rows, columns, 2], mode, padding, aligned corners, which gradients are wanted
    [Lowering("aten::grid_sampler_2d_backward")]
    public static IReadOnlyList<Value> Sample(LoweringContext c)
    {
        if (c.Integer(3) != 0) throw LoweringContext.Refuse("the gradient of grid_sample in another mode than bilinear");
        if (c.Integer(4) > 1) throw LoweringContext.Refuse("the gradient of grid_sample with padding by reflection; pad with zeros or with the border");
        IReadOnlyList<Dimension> image = c.Shape(1), result = c.Shape(0);
        Neighbours columns = Beside(c, 0, image[3]), rows = Beside(c, 1, image[2]);
        var places = result[2] * result[3];
        var gradient = c.Reshape(c.Input(0), [result[0], result[1], places]);
        // [batch, 1, points] for each of the four corners
        Value Flat(Value value) => c.Reshape(value, [result[0], Dimension.Of(1), places]);
        var corners = (from y in new[] { 0, 1 } from x in new[] { 0, 1 } select (X: x, Y: y)).ToList();
        Value Cell((int X, int Y) corner) => Flat(c.Add(c.Multiply(rows.Cells[corner.Y], c.SizeScalar(image[3])), columns.Cells[corner.X]));
        Value Inside((int X, int Y) corner) => Flat(c.And(rows.Inside[corner.Y], columns.Inside[corner.X]));
        var results = new List<Value>();
        var zero = c.Scalar(0, gradient.Type);
        if (c.Booleans(6)[0])
        {
            var parts = corners.Select(corner => c.Where(Inside(corner), c.Multiply(gradient, Flat(c.Multiply(rows.Weights[corner.Y], columns.Weights[corner.X]))), zero));
            var cells = corners.Select(corner => c.Expand(Cell(corner), [result[0], result[1], places]));
            var flat = c.Filled(0, gradient.Type, [image[0], image[1], image[2] * image[3]]);
            var sum = c.Op("ScatterElements", [flat, c.Concatenate([.. cells], 2), c.Concatenate([.. parts], 2)], [new IntAttribute("axis", 2), new StringAttribute("reduction", "add")]);
            results.Add(c.Reshape(sum, image));
        }
        if (c.Booleans(6)[1])
        {
            var flat = c.Reshape(c.Input(1), [image[0], image[1], image[2] * image[3]]);
            var seen = corners.Select(corner => c.Where(Inside(corner), c.Op("GatherElements", [flat, c.Expand(Cell(corner), [result[0], result[1], places])], [new IntAttribute("axis", 2)]), zero)).ToList();
            Value Between(int a, int b) => c.Subtract(seen[b], seen[a]);
            Value Mixed(Neighbours across, Value first, Value second) => c.Add(c.Multiply(first, Flat(across.Weights[0])), c.Multiply(second, Flat(across.Weights[1])));
            Value Along(Value slopes, Neighbours own) => c.Multiply(c.Reshape(ReductionLowerings.ReduceOver(c, "ReduceSum", c.Multiply(gradient, slopes), [1], keep: false), [result[0], result[2], result[3]]), own.Slope);
            var byColumn = Along(Mixed(rows, Between(0, 1), Between(2, 3)), columns);
            var byRow = Along(Mixed(columns, Between(0, 2), Between(1, 3)), rows);
            results.Add(c.Concatenate([c.Unsqueeze(byColumn, 3), c.Unsqueeze(byRow, 3)], 3));
        }
        return results;
    }

    private static Neighbours Beside(LoweringContext c, int coordinate, Dimension size)
    {
        var at = c.Squeeze(c.Slice(c.Input(2), 3, coordinate, coordinate + 1), 3);
        var (type, aligned) = (at.Type, c.Boolean(5));
        var one = c.Scalar(1, type);
        var cells = c.Cast(c.SizeScalar(size), type);
        var last = c.Subtract(cells, one);
        var spread = c.Multiply(aligned ? last : cells, 0.5);
        var place = c.Multiply(c.Add(at, one), spread);
        if (!aligned) place = c.Subtract(place, c.Scalar(0.5, type));
        var slope = c.Expand(spread, [.. c.Shape(2).SkipLast(1)]);
        if (c.Integer(4) == 1) // a point beyond the border stays on it
        {
            slope = c.Where(c.And(c.Greater(place, 0), c.Less(place, last)), slope, c.Scalar(0, type));
            place = c.Minimum(c.Maximum(place, c.Scalar(0, type)), last);
        }
        var low = c.Op("Floor", [place]);
        var above = c.Subtract(place, low);
        Value[] beside = [low, c.Add(low, one)];
        Value[] inside = [.. beside.Select(cell => c.And(c.GreaterOrEqual(cell, c.Scalar(0, type)), c.LessOrEqual(cell, last)))];
        return new Neighbours([.. beside.Zip(inside, (cell, own) => c.Cast(c.Where(own, cell, c.Scalar(0, type)), DataType.Int64))], [c.Subtract(one, above), above], inside, slope);
    }
}
