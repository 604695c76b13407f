namespace OnnxForge.Export;

/// <summary>Views and rearrangements.</summary>
internal static class ShapeLowerings
{
    [Lowering("aten::view", "aten::reshape", "aten::_unsafe_view", "aten::_reshape_alias", "aten::flatten.using_ints", "aten::flatten.DimnameList", "aten::unflatten.int", "aten::unflatten.Dimname", "aten::ravel", "aten::view_as", "aten::reshape_as")]
    public static Value Reshape(LoweringContext c) => c.ReshapeToResult(c.Input(0));

    [Lowering("aten::atleast_1d", "aten::atleast_2d", "aten::atleast_3d")]
    public static Value AtLeast(LoweringContext c) => c.ReshapeToResult(c.Input(0));

    [Lowering("aten::atleast_1d.Sequence", "aten::atleast_2d.Sequence", "aten::atleast_3d.Sequence")]
    public static IReadOnlyList<Value> EachAtLeast(LoweringContext c) => [.. c.InputList(0).Select((value, i) => c.ReshapeToResult(value!, i))];

    [Lowering("aten::broadcast_tensors")]
    public static IReadOnlyList<Value> EachBroadcast(LoweringContext c) =>
        [.. c.InputList(0).Zip(c.TensorList(0)).Select((x, i) => x.Second == c.Result(i) || x.First!.Shape is { } shape && shape.SequenceEqual(c.ResultShape(i)) ? x.First! : c.Expand(x.First!, c.ResultShape(i)))];

    [Lowering("aten::t", "aten::numpy_T")]
    public static Value ReverseDimensions(LoweringContext c)
    {
        int rank = c.Rank(0);
        return rank < 2 ? c.Input(0) : Permute(c, Enumerable.Range(0, rank).Reverse());
    }

    [Lowering("aten::transpose.int", "aten::swapaxes", "aten::swapdims")]
    public static Value Transpose(LoweringContext c)
    {
        var order = Enumerable.Range(0, c.Rank(0)).ToArray();
        if (order.Length == 0) return c.Input(0);
        int a = c.Axis(1), b = c.Axis(2);
        (order[a], order[b]) = (order[b], order[a]);
        return Permute(c, order);
    }

    [Lowering("aten::permute")]
    public static Value PermuteDimensions(LoweringContext c) => Permute(c, c.Axes(1));

    [Lowering("aten::movedim.int", "aten::movedim.intlist", "aten::moveaxis.int", "aten::moveaxis.intlist")]
    public static Value MoveDimensions(LoweringContext c)
    {
        var (from, to) = (c.Axes(1), c.Axes(2));
        var order = new int[c.Rank(0)];
        Array.Fill(order, -1);
        for (int i = 0; i < from.Length; i++) order[to[i]] = from[i];
        var rest = new Queue<int>(Enumerable.Range(0, order.Length).Except(from));
        for (int i = 0; i < order.Length; i++)
            if (order[i] < 0) order[i] = rest.Dequeue();
        return Permute(c, order);
    }

    [Lowering("aten::unsqueeze")]
    public static Value Unsqueeze(LoweringContext c) => c.Op("Unsqueeze", [c.Input(0), c.Int64s(LoweringContext.Wrap(c.Integer(1), c.Rank(0) + 1))]);

    [Lowering("aten::squeeze", "aten::squeeze.dim", "aten::squeeze.dims")]
    public static Value Squeeze(LoweringContext c)
    {
        var shape = c.Shape(0);
        var axes = c.InputCount == 1 ? [.. Enumerable.Range(0, shape.Count)] : c.Axes(1);
        // a size that is dynamic was not 1 in any trace, so libtorch keeps it
        var dropped = axes.Where(a => shape.Count > 0 && shape[a].TryGetConstant(out long size) && size == 1).Select(a => (long)a).ToArray();
        return dropped.Length == 0 ? c.Input(0) : c.Op("Squeeze", [c.Input(0), c.Int64s(dropped)]);
    }

    [Lowering("aten::expand", "aten::expand_as", "aten::broadcast_to")]
    public static Value Expand(LoweringContext c)
    {
        var (from, to) = (c.Shape(0), c.ResultShape());
        if (from.SequenceEqual(to)) return c.Input(0);
        return c.Op("Expand", [c.Input(0), c.SizeVector(to)]);
    }

    [Lowering("aten::repeat", "aten::tile")]
    public static Value Repeat(LoweringContext c)
    {
        var times = c.Sizes(1);
        int missing = times.Count - c.Rank(0);
        var x = c.Input(0);
        if (missing > 0) x = c.Op("Unsqueeze", [x, c.Int64s([.. Enumerable.Range(0, missing).Select(i => (long)i)])]);
        List<Dimension> all = [.. Enumerable.Repeat(Dimension.Of(1), Math.Max(0, -missing)), .. times];
        return c.Op("Tile", [x, c.SizeVector(all)]);
    }

    [Lowering("aten::cat", "aten::concat", "aten::concatenate")]
    public static Value Concatenate(LoweringContext c)
    {
        // libtorch skips one-dimensional empty tensors whatever the rank of the others
        var parts = c.InputList(0).Zip(c.TensorList(0)).Where(p => p.Second.Shape is not [{ } only] || !only.TryGetConstant(out long size) || size != 0 || c.Result().Shape.Count == 1);
        return c.Op("Concat", [.. parts.Select(p => c.Cast(p.First!, c.ResultType))], [new IntAttribute("axis", LoweringContext.Wrap(c.Integer(1, 0), c.Result().Shape.Count))]);
    }

    [Lowering("aten::stack")]
    public static Value Stack(LoweringContext c)
    {
        int axis = LoweringContext.Wrap(c.Integer(1, 0), c.Result().Shape.Count);
        return c.Op("Concat", [.. c.InputList(0).Select(v => c.Op("Unsqueeze", [c.Cast(v!, c.ResultType), c.Int64s(axis)]))], [new IntAttribute("axis", axis)]);
    }

    // sequences [length, ...], batch first, padding: [longest, batch, ...], or [batch, longest, ...]
    [Lowering("aten::pad_sequence")]
    public static Value PadSequences(LoweringContext c)
    {
        if (c.Text(3) is "left") throw LoweringContext.Refuse("pad_sequence on the left");
        int axis = c.Boolean(1) ? 0 : 1;
        var (longest, tensors) = (c.ResultShape()[1 - axis], c.TensorList(0));
        return c.Op("Concat", [.. c.InputList(0).Select((value, i) =>
        {
            var length = tensors[i].Shape[0] ?? throw LoweringContext.Refuse("pad_sequence of a sequence whose length depends on the data");
            var pads = Enumerable.Repeat(Dimension.Of(0), 2 * tensors[i].Shape.Count).ToArray();
            pads[tensors[i].Shape.Count] = longest - length;
            return c.Unsqueeze(c.Op("Pad", [value, c.SizeVector(pads), c.Scalar(c.Number(2, 0), value!.Type)], [new StringAttribute("mode", "constant")]), axis);
        })], [new IntAttribute("axis", axis)]);
    }

    [Lowering("aten::slice.Tensor")]
    public static Value Slice(LoweringContext c)
    {
        if (c.Rank(0) == 0) throw LoweringContext.Refuse("slice of a scalar");
        var (start, end, step) = (c.IsNone(2) ? Dimension.Of(0) : c.Size(2), c.IsNone(3) ? Dimension.Of(long.MaxValue) : c.Size(3), c.Integer(4, 1));
        return Slice(c, c.Input(0), c.IsNone(1) ? 0 : c.Axis(1), start, end, step);
    }

    [Lowering("aten::narrow")]
    public static Value Narrow(LoweringContext c) => Slice(c, c.Input(0), c.Axis(1), c.Size(2), c.Size(2) + c.Size(3), 1);

    [Lowering("aten::select.int")]
    public static Value Select(LoweringContext c) => c.Op("Gather", [c.Input(0), c.SizeScalar(c.Size(2))], [new IntAttribute("axis", c.Axis(1))]);

    [Lowering("aten::unbind.int")]
    public static IReadOnlyList<Value> Unbind(LoweringContext c)
    {
        int axis = c.InputCount > 1 ? c.Axis(1) : 0;
        return [.. Enumerable.Range(0, c.ResultCount).Select(i => c.Op("Gather", [c.Input(0), c.Constant(ConstantTensor.Scalar((long)i))], [new IntAttribute("axis", axis)]))];
    }

    [Lowering("aten::split.Tensor", "aten::split_with_sizes", "aten::split.sizes", "aten::chunk", "aten::unsafe_chunk", "aten::unsafe_split.Tensor", "aten::unsafe_split_with_sizes")]
    public static IReadOnlyList<Value> Split(LoweringContext c)
    {
        int axis = c.InputCount > 2 ? c.Axis(2) : 0;
        var sizes = Enumerable.Range(0, c.ResultCount).Select(i => c.ResultShape(i)[axis]).ToList();
        return c.Ops("Split", [c.Input(0), c.SizeVector(sizes)], [.. sizes.Select(_ => c.Input(0).Type)], [new IntAttribute("axis", axis)]);
    }

    [Lowering("aten::flip", "aten::fliplr", "aten::flipud")]
    public static Value Flip(LoweringContext c) => c.Name switch
    {
        "flipud" => Flip(c, c.Input(0), 0),
        "fliplr" => Flip(c, c.Input(0), 1),
        _ => c.IsNone(1) || c.Integers(1).Length == 0 ? c.Input(0) : Flip(c, c.Input(0), c.Axes(1)),
    };

    // quarter turns from the first dimension towards the second
    [Lowering("aten::rot90")]
    public static Value Rotate(LoweringContext c)
    {
        long turns = ((c.Integer(1, 1) % 4) + 4) % 4;
        int[] axes = c.IsNone(2) ? [0, 1] : c.Axes(2);
        var x = c.Input(0);
        if (turns == 0) return x;
        if (turns == 2) return Flip(c, x, axes);
        var order = Enumerable.Range(0, c.Rank(0)).ToArray();
        (order[axes[0]], order[axes[1]]) = (order[axes[1]], order[axes[0]]);
        return c.Transpose(Flip(c, x, axes[turns == 1 ? 1 : 0]), order);
    }

    private static Value Flip(LoweringContext c, Value x, params int[] dimensions)
    {
        long[] axes = [.. dimensions.Select(a => (long)a)];
        return c.Op("Slice", [x, c.Int64s([.. axes.Select(_ => -1L)]), c.Int64s([.. axes.Select(_ => -long.MaxValue)]), c.Int64s(axes), c.Int64s([.. axes.Select(_ => -1L)])]);
    }

    // layout, identity and the names of dimensions mean nothing to a value
    [Lowering("aten::contiguous", "aten::clone", "aten::alias", "aten::detach", "aten::lift_fresh", "aten::resolve_conj", "aten::resolve_neg", "aten::positive", "aten::expand_copy", "aten::alias_copy",
        "aten::to_dense", "aten::rename", "aten::refine_names")]
    public static Value Same(LoweringContext c) => c.Input(0);

    public static Value Slice(LoweringContext c, Value x, int axis, Dimension start, Dimension end, long step) =>
        c.Op("Slice", [x, c.SizeVector([start]), c.SizeVector([end]), c.Int64s(axis), c.Int64s(step)]);

    private static Value Permute(LoweringContext c, IEnumerable<int> order) =>
        c.Op("Transpose", [c.Input(0)], [new IntsAttribute("perm", [.. order.Select(o => (long)o)])]);
}
