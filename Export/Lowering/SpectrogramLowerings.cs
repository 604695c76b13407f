namespace OnnxForge.Export;

/// <summary>The short-time Fourier transform, and what its inverse is made of.</summary>
internal static class SpectrogramLowerings
{
    // self, size, hop, window length, window, center, padding mode, normalized, onesided, as complex
    [Lowering("aten::stft.center")]
    [Lowering("aten::stft.center", Complex = true)]
    public static Value ShortTime(LoweringContext c)
    {
        int axis = c.Rank(0) - 1;
        long size = c.Integer(1), hop = c.Integer(2, size / 4), margin = c.Boolean(5) ? size / 2 : 0;
        var type = c.DataTypeOf(c.Tensor(0).Type);
        var frames = (c.Shape(0)[axis] + Dimension.Of(2 * margin - size)).FloorDivide(hop) + Dimension.Of(1);
        var positions = Positions(c, frames, size, hop);
        var window = Window(c, size, type);
        Value Framed(Value signal)
        {
            var cells = c.Gather(margin > 0 ? Centered(c, signal, axis, margin) : signal, positions, axis);
            return window is null ? cells : c.Multiply(cells, window);
        }
        var x = c.Complex(0, type);
        bool half = c.IsNone(8) ? x.Imaginary is null : c.Boolean(8);
        x = new(Framed(x.Real), x.Imaginary is null ? null : Framed(x.Imaginary));
        var shape = c.Shape(0).SkipLast(1).Append(frames).Append(Dimension.Of(size)).ToList();
        var spectrum = FourierLowerings.Transform(c, x, axis + 1, shape, c.Boolean(7) ? 1 : 0, inverse: false, half);
        int[] order = [.. Enumerable.Range(0, axis), axis + 1, axis];
        return c.Pair(new(c.Transpose(spectrum.Real, order), c.Transpose(spectrum.Imaginary!, order)));
    }

    // windows [..., count, size] laid over each other at every step, and added: istft's last step
    [Lowering("aten::unfold_backward")]
    public static Value OverlapAdd(LoweringContext c)
    {
        int axis = c.Axis(2), rank = c.Rank(0);
        if (axis != rank - 2) throw LoweringContext.Refuse("the inverse of unfold in another dimension than the last");
        long size = c.Integer(3), step = c.Integer(4), pieces = (size + step - 1) / step;
        var (lead, count) = (c.Shape(0).Take(axis).ToList(), c.Shape(0)[axis]);
        Value Padded(Value x, int at, long before, long after)
        {
            var pads = new long[2 * rank - (x == c.Input(0) ? 0 : 2)];
            (pads[at], pads[pads.Length / 2 + at]) = (before, after);
            return before + after == 0 ? x : c.Op("Pad", [x, c.Int64s(pads)], [new StringAttribute("mode", "constant")]);
        }
        var windows = Padded(c.Input(0), rank - 1, 0, pieces * step - size);
        // piece i of all windows side by side stands i steps further on
        var shifted = Enumerable.Range(0, (int)pieces).Select(i =>
            Padded(c.Reshape(c.Slice(windows, rank - 1, i * step, (i + 1) * step), [.. lead, count * step]), axis, i * step, (pieces - 1 - i) * step));
        var sum = shifted.Aggregate(c.Add);
        return ShapeLowerings.Slice(c, sum, axis, Dimension.Of(0), c.Sizes(1)[axis], 1);
    }

    // the elements of each frame, [frames, size]
    private static Value Positions(LoweringContext c, Dimension frames, long size, long hop)
    {
        // the sum of two short vectors keeps the file small
        var starts = frames.TryGetConstant(out long count) ? c.Indices(Enumerable.Range(0, (int)count).Select(frame => frame * hop), count, 1)
            : c.Unsqueeze(c.Op("Range", [c.Constant(ConstantTensor.Scalar(0L)), c.SizeScalar(frames * hop), c.Constant(ConstantTensor.Scalar(hop))], type: DataType.Int64), 1);
        return c.Add(starts, c.Int64s([.. Enumerable.Range(0, (int)size).Select(i => (long)i)]));
    }

    // a shorter window stands in the middle of the frame
    private static Value? Window(LoweringContext c, long size, DataType type)
    {
        long length = c.Integer(3, size), before = (size - length) / 2;
        var window = c.OptionalInput(4) is { } given ? c.Cast(given, type) : length == size ? null : c.Numbers(Enumerable.Repeat(1.0, (int)length), type, length);
        return window is null || length == size ? window : c.Op("Pad", [window, c.Int64s(before, size - length - before)], [new StringAttribute("mode", "constant")]);
    }

    private static Value Centered(LoweringContext c, Value signal, int axis, long margin)
    {
        var mode = c.Text(6) switch { "reflect" => "reflect", "constant" => "constant", "replicate" => "edge", var other => throw LoweringContext.Refuse($"stft that pads in the mode '{other}'") };
        return c.Op("Pad", [signal, c.Int64s([.. new long[axis], margin, .. new long[axis], margin])], [new StringAttribute("mode", mode)]);
    }
}
