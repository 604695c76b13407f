namespace OnnxForge.Export;

/// <summary>Elements moved, repeated or picked by a fixed pattern.</summary>
internal static class RearrangementLowerings
{
    // channel c * r^2 + i * r + j becomes cell (i, j)
    [Lowering("aten::pixel_shuffle")]
    public static Value PixelShuffle(LoweringContext c)
    {
        long factor = c.Integer(1);
        var x = c.Input(0);
        if (c.Rank(0) == 4) return c.Op("DepthToSpace", [x], [new IntAttribute("blocksize", factor), new StringAttribute("mode", "CRD")]);
        var (shape, lead, block) = (c.Shape(0), c.Rank(0) - 3, Dimension.Of(factor));
        var parts = c.Reshape(x, [.. shape.Take(lead), c.ResultShape()[lead], block, block, shape[lead + 1], shape[lead + 2]]);
        return c.ReshapeToResult(c.Transpose(parts, [.. Enumerable.Range(0, lead), lead, lead + 3, lead + 1, lead + 4, lead + 2]));
    }

    [Lowering("aten::pixel_unshuffle")]
    public static Value PixelUnshuffle(LoweringContext c)
    {
        var (shape, result, lead, block) = (c.Shape(0), c.ResultShape(), c.Rank(0) - 3, Dimension.Of(c.Integer(1)));
        var parts = c.Reshape(c.Input(0), [.. shape.Take(lead + 1), result[lead + 1], block, result[lead + 2], block]);
        return c.ReshapeToResult(c.Transpose(parts, [.. Enumerable.Range(0, lead + 1), lead + 2, lead + 4, lead + 1, lead + 3]));
    }

    [Lowering("aten::channel_shuffle", "aten::native_channel_shuffle")]
    public static Value ChannelShuffle(LoweringContext c)
    {
        long groups = c.Integer(1);
        var shape = c.Shape(0);
        var parts = c.Reshape(c.Input(0), [shape[0], Dimension.Of(groups), shape[1].FloorDivide(groups), .. shape.Skip(2)]);
        return c.ReshapeToResult(c.Transpose(parts, [0, 2, 1, .. Enumerable.Range(3, shape.Count - 2)]));
    }

    [Lowering("aten::roll")]
    public static Value Roll(LoweringContext c)
    {
        var shifts = c.Integers(1);
        var x = c.Input(0);
        if (c.Integers(2).Length > 0)
        {
            foreach (var (shift, axis) in shifts.Zip(c.Axes(2))) x = Roll(c, x, axis, c.Shape(0)[axis], shift);
            return x;
        }
        if (c.Rank(0) == 0) return x;
        var count = c.Shape(0).Aggregate(Dimension.Of(1), (a, b) => a * b);
        return c.ReshapeToResult(Roll(c, c.Op("Reshape", [x, c.Int64s(-1)]), 0, count, shifts[0]));
    }

    [Lowering("aten::repeat_interleave.self_int")]
    public static Value RepeatEach(LoweringContext c)
    {
        bool flat = c.IsNone(2);
        int axis = flat ? 0 : c.Axis(2);
        var x = flat && c.Rank(0) != 1 ? c.Op("Reshape", [c.Input(0), c.Int64s(-1)]) : c.Input(0);
        List<Dimension> shape = flat ? [c.Shape(0).Aggregate(Dimension.Of(1), (a, b) => a * b)] : [.. c.Shape(0)];
        shape.Insert(axis + 1, c.Size(1));
        return c.ReshapeToResult(c.Expand(c.Unsqueeze(x, axis + 1), shape));
    }

    // a number of times for each row, which must not depend on the input
    [Lowering("aten::repeat_interleave.self_Tensor")]
    public static Value RepeatEachByItsNumber(LoweringContext c)
    {
        if (c.Tensor(1).Value is not { } times) throw LoweringContext.Refuse("repeat_interleave by numbers that depend on the input, whose result's size does too");
        using var counts = times.to(TorchSharp.torch.int64).contiguous();
        var rows = counts.data<long>().ToArray().SelectMany((count, row) => Enumerable.Repeat((long)row, (int)count)).ToArray();
        var x = c.IsNone(2) ? c.Op("Reshape", [c.Input(0), c.Int64s(-1)]) : c.Input(0);
        return c.Gather(x, c.Int64s(rows), c.IsNone(2) ? 0 : c.Axis(2));
    }

    // the offset's diagonal of two dimensions, which becomes the last dimension
    [Lowering("aten::diagonal", "aten::diagonal_copy")]
    public static Value Diagonal(LoweringContext c)
    {
        long offset = c.Integer(1, 0);
        int rank = c.Rank(0), first = c.IsNone(2) ? 0 : c.Axis(2), second = c.IsNone(3) ? 1 : c.Axis(3);
        var order = Enumerable.Range(0, rank).Where(d => d != first && d != second).ToList();
        var shape = c.Shape(0);
        long rows = Fixed(c, shape[first]), columns = Fixed(c, shape[second]);
        var cells = Enumerable.Range(0, (int)LoweringContext.Fixed(c.ResultShape()[^1])).Select(i => offset >= 0 ? i * columns + i + offset : (i - offset) * columns + i);
        var flat = c.Reshape(c.Transpose(c.Input(0), [.. order, first, second]), [.. order.Select(d => shape[d]), Dimension.Of(rows * columns)]);
        return c.Gather(flat, c.Int64s([.. cells]), rank - 2);
    }

    [Lowering("aten::trace")]
    public static Value Trace(LoweringContext c)
    {
        long rows = Fixed(c, c.Shape(0)[0]), columns = Fixed(c, c.Shape(0)[1]);
        var flat = c.Cast(c.Op("Reshape", [c.Input(0), c.Int64s(-1)]), c.ResultType);
        return c.Sum(c.Gather(flat, c.Int64s([.. Enumerable.Range(0, (int)Math.Min(rows, columns)).Select(i => i * columns + i)]), 0), false, 0);
    }

    // the last dimension becomes the offset's diagonal of two dimensions; the rest is zero
    [Lowering("aten::diag_embed")]
    public static Value DiagonalEmbed(LoweringContext c)
    {
        long offset = c.Integer(1, 0);
        var result = c.ResultShape();
        int rank = result.Count, first = c.IsNone(2) ? rank - 2 : LoweringContext.Wrap(c.Integer(2), rank), second = c.IsNone(3) ? rank - 1 : LoweringContext.Wrap(c.Integer(3), rank);
        long length = Fixed(c, c.Shape(0)[^1]), size = Fixed(c, result[first]);
        long rowShift = Math.Max(0, -offset), columnShift = Math.Max(0, offset);
        var x = c.Input(0);
        // one more element, a zero, stands for every cell off the diagonal
        var pads = new long[2 * (rank - 1)];
        pads[^1] = 1;
        var padded = c.Op("Pad", [x, c.Int64s(pads)], [new StringAttribute("mode", "constant")]);
        var cells = from i in Enumerable.Range(0, (int)size) from j in Enumerable.Range(0, (int)size) select i - rowShift == j - columnShift && i >= rowShift && j >= columnShift ? i - rowShift : length;
        var square = c.Gather(padded, c.Indices(cells, size, size), rank - 2);
        var order = Enumerable.Range(0, rank - 2).ToList();
        foreach (var (position, source) in new[] { (first, rank - 2), (second, rank - 1) }.Order()) order.Insert(position, source);
        return c.Transpose(square, order);
    }

    // windows along a dimension; a window's cells become the last dimension
    [Lowering("aten::unfold")]
    public static Value Windows(LoweringContext c)
    {
        if (c.Rank(0) == 0) return c.Unsqueeze(c.Input(0), 0);
        int axis = c.Axis(1), rank = c.Rank(0);
        var windows = c.Gather(c.Input(0), Cells(c, c.Integer(2), 1, c.ResultShape()[axis], c.Integer(3)), axis);
        return c.Transpose(windows, [.. Enumerable.Range(0, axis), .. Enumerable.Range(axis + 1, rank - axis), axis]);
    }

    // input, kernel, dilation, padding, stride: columns [batch, channels * kernel cells, windows]
    [Lowering("aten::im2col")]
    public static Value Columns(LoweringContext c) => ConvolutionLowerings.Batched(c, 4, x =>
    {
        var (kernel, dilation, padding, stride) = (c.PerDimension(1, 2, 1), c.PerDimension(2, 2, 1), c.PerDimension(3, 2, 0), c.PerDimension(4, 2, 1));
        if (padding.Any(p => p > 0)) x = c.Op("Pad", [x, c.Int64s(0, 0, padding[0], padding[1], 0, 0, padding[0], padding[1])], [new StringAttribute("mode", "constant")]);
        var sizes = c.Shape(0).TakeLast(2).ToArray();
        for (int d = 0, axis = 2; d < 2; d++, axis += 2)
        {
            var count = (sizes[d] + (2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1)).FloorDivide(stride[d]) + 1;
            x = c.Gather(x, Cells(c, kernel[d], dilation[d], count, stride[d]), axis);
        }
        var columns = c.Transpose(x, [0, 1, 2, 4, 3, 5]);
        var result = c.ResultShape();
        return c.Reshape(columns, c.Rank(0) == 4 ? result : [Dimension.Of(1), .. result]);
    });

    // where the cells of each window lie, [cells, windows]
    private static Value Cells(LoweringContext c, long size, long dilation, Dimension count, long stride)
    {
        var offsets = Enumerable.Range(0, (int)size).Select(cell => cell * dilation);
        if (!count.TryGetConstant(out long windows)) return c.Add(c.Indices(offsets, size, 1), c.Multiply(c.Counted(count), stride));
        return c.Indices(from offset in offsets from window in Enumerable.Range(0, (int)windows) select offset + window * stride, size, windows);
    }

    // input, output size, kernel, dilation, padding, stride
    [Lowering("aten::col2im", From = 18)]
    public static Value Image(LoweringContext c) => ConvolutionLowerings.Batched(c, 3, x =>
    {
        var padding = c.PerDimension(4, 2, 0);
        return c.Op("Col2Im", [x, c.SizeVector(c.Sizes(1)), c.Int64s(c.PerDimension(2, 2, 1))],
            [new IntsAttribute("dilations", c.PerDimension(3, 2, 1)), new IntsAttribute("pads", [.. padding, .. padding]), new IntsAttribute("strides", c.PerDimension(5, 2, 1))]);
    });

    [Lowering("aten::tril", "aten::triu")]
    public static Value Triangle(LoweringContext c)
    {
        var x = c.Input(0);
        var type = x.Type is DataType.Int32 or DataType.Int16 or DataType.Int8 or DataType.UInt8 ? DataType.Int64 : x.Type; // the integer type that the runtimes have it for
        var triangle = c.Op("Trilu", [c.Cast(x, type), c.SizeScalar(c.IsNone(1) ? Dimension.Of(0) : c.Size(1))], [new IntAttribute("upper", c.Name == "triu" ? 1 : 0)]);
        return c.Cast(triangle, x.Type);
    }

    // the part that leaves at one end comes in at the other
    private static Value Roll(LoweringContext c, Value x, int axis, Dimension length, long shift)
    {
        if (length.TryGetConstant(out long size))
        {
            long cut = size == 0 ? 0 : ((-shift % size) + size) % size;
            return cut == 0 ? x : c.Concatenate([c.Slice(x, axis, cut), c.Slice(x, axis, 0, cut)], axis);
        }
        if (shift == 0) return x;
        var start = c.Op("Mod", [c.Int64s(-shift), c.SizeVector([length])]);
        var (zero, axes) = (c.Int64s(0), c.Int64s(axis));
        return c.Concatenate([c.Op("Slice", [x, start, c.Int64s(long.MaxValue), axes]), c.Op("Slice", [x, zero, start, axes])], axis);
    }

    private static long Fixed(LoweringContext c, Dimension size) =>
        size.TryGetConstant(out long constant) ? constant : throw LoweringContext.Refuse($"{c.Name} over the dynamic size {size}");
}
