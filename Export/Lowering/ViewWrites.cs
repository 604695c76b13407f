namespace OnnxForge.Export;

/// <summary>What a base is after one of its views was written: the other direction of each view operator.</summary>
internal static class ViewWrites
{
    private delegate Value Inverse(LoweringContext view, Value written, int output);

    private static readonly Dictionary<string, Inverse> Inverses = new()
    {
        ["aten::view"] = Reshaped, ["aten::reshape"] = Reshaped, ["aten::_unsafe_view"] = Reshaped, ["aten::_reshape_alias"] = Reshaped, ["aten::flatten.using_ints"] = Reshaped,
        ["aten::unflatten.int"] = Reshaped, ["aten::ravel"] = Reshaped, ["aten::view_as"] = Reshaped, ["aten::reshape_as"] = Reshaped, ["aten::unsqueeze"] = Reshaped,
        ["aten::squeeze"] = Reshaped, ["aten::squeeze.dim"] = Reshaped, ["aten::squeeze.dims"] = Reshaped,
        ["aten::detach"] = Same, ["aten::alias"] = Same, ["aten::contiguous"] = Same, ["aten::to.dtype"] = Same, ["aten::expand"] = Expanded, ["aten::expand_as"] = Expanded,
        ["aten::_neg_view"] = (view, written, _) => view.Negate(written),
        ["aten::t"] = (view, written, _) => Permuted(view, written, [.. Enumerable.Range(0, view.Rank(0)).Reverse()]),
        ["aten::numpy_T"] = (view, written, _) => Permuted(view, written, [.. Enumerable.Range(0, view.Rank(0)).Reverse()]),
        ["aten::transpose.int"] = (view, written, _) => Permuted(view, written, Swapped(view)),
        ["aten::permute"] = (view, written, _) => Permuted(view, written, view.Axes(1)),
        ["aten::select.int"] = (view, written, _) => Select(view, written, view.Axis(1), Wrapped(view.Size(2), view.Shape(0)[view.Axis(1)])),
        ["aten::unbind.int"] = (view, written, output) => Select(view, written, view.InputCount > 1 ? view.Axis(1) : 0, Dimension.Of(output)),
        ["aten::slice.Tensor"] = Slice,
        ["aten::narrow"] = (view, written, _) => Between(view, written, view.Axis(1), Wrapped(view.Size(2), view.Shape(0)[view.Axis(1)])),
        ["aten::split.Tensor"] = Part, ["aten::split_with_sizes"] = Part, ["aten::split.sizes"] = Part, ["aten::chunk"] = Part,
    };

    // these take complex tensors as a whole; all others act on the real and the imaginary part alike
    private static readonly Dictionary<string, Inverse> ComplexInverses = new()
    {
        ["aten::view_as_real"] = Same, ["aten::view_as_complex"] = Same, ["aten::_conj"] = (view, written, _) => view.Pair(view.Conjugate(view.Parts(written))),
    };

    /// <summary>The base's new value.</summary>
    /// <param name="view">The call that made the view; its first argument is the base's value before the write.</param>
    /// <param name="viewOperator">The call's operator.</param>
    /// <param name="written">The view's new value.</param>
    /// <param name="output">Which result of the call the view is.</param>
    /// <exception cref="LoweringRefusedException">Writes through this operator have no ONNX form here.</exception>
    public static Value Apply(LoweringContext view, string viewOperator, Value written, int output) =>
        ComplexInverses.TryGetValue(viewOperator, out var complex) ? complex(view, written, output)
        : Inverses.TryGetValue(viewOperator, out var inverse) ? view.Result(output).IsComplex ? Partwise(inverse, view, written, output) : inverse(view, written, output)
        : throw LoweringContext.Refuse($"a write through a view that {viewOperator} made");

    private static Value Partwise(Inverse inverse, LoweringContext view, Value written, int output)
    {
        var parts = view.Parts(written);
        return view.Pair(new(inverse(view.OfPart(0), parts.Real, output), inverse(view.OfPart(1), parts.Imaginary!, output)));
    }

    private static Value Reshaped(LoweringContext view, Value written, int output) => view.Reshape(written, view.Shape(0));

    private static Value Same(LoweringContext view, Value written, int output) => written;

    private static Value Expanded(LoweringContext view, Value written, int output) =>
        view.Shape(0).SequenceEqual(view.ResultShape()) ? written : throw LoweringContext.Refuse("a write through an expanded view, whose elements share memory");

    private static int[] Swapped(LoweringContext view)
    {
        var order = Enumerable.Range(0, view.Rank(0)).ToArray();
        if (order.Length > 0) (order[view.Axis(1)], order[view.Axis(2)]) = (order[view.Axis(2)], order[view.Axis(1)]);
        return order;
    }

    private static Value Permuted(LoweringContext view, Value written, int[] order)
    {
        var inverse = new long[order.Length];
        for (int i = 0; i < order.Length; i++) inverse[order[i]] = i;
        return view.Op("Transpose", [written], [new IntsAttribute("perm", inverse)]);
    }

    private static Value Select(LoweringContext view, Value written, int axis, Dimension index) =>
        Between(view, view.Op("Unsqueeze", [written, view.Int64s(axis)]), axis, index, Dimension.Of(1));

    private static Value Slice(LoweringContext view, Value written, int output)
    {
        int axis = view.IsNone(1) ? 0 : view.Axis(1);
        var size = view.Shape(0)[axis];
        var start = view.IsNone(2) ? Dimension.Of(0) : Wrapped(view.Size(2), size);
        if (view.Integer(4, 1) is not 1 and var step) return Stepped(view, written, axis, start, step);
        return Between(view, written, axis, start);
    }

    private static Value Part(LoweringContext view, Value written, int output)
    {
        int axis = view.InputCount > 2 ? view.Axis(2) : 0;
        var start = Enumerable.Range(0, output).Aggregate(Dimension.Of(0), (sum, i) => sum + view.ResultShape(i)[axis]);
        return Between(view, written, axis, start, view.ResultShape(output)[axis]);
    }

    // the base with the rows from start on replaced: what stands before, the new rows, what stands behind
    private static Value Between(LoweringContext view, Value written, int axis, Dimension start, Dimension? length = null)
    {
        var (before, size) = (view.Input(0), view.Shape(0)[axis]);
        var end = start + (length ?? view.ResultShape()[axis]);
        var parts = new List<Value?>();
        if (start != Dimension.Of(0)) parts.Add(ShapeLowerings.Slice(view, before, axis, Dimension.Of(0), start, 1));
        parts.Add(written);
        if (end != size) parts.Add(ShapeLowerings.Slice(view, before, axis, end, size, 1));
        return parts.Count == 1 ? written : view.Op("Concat", parts, [new IntAttribute("axis", axis)]);
    }

    private static Value Stepped(LoweringContext view, Value written, int axis, Dimension start, long step)
    {
        var toFront = Enumerable.Range(0, view.Rank(0)).Where(d => d != axis).Prepend(axis).Select(d => (long)d).ToArray();
        var back = Enumerable.Range(0, toFront.Length).Select(d => (long)Array.IndexOf(toFront, d)).ToArray();
        Value Front(Value value) => axis == 0 ? value : view.Op("Transpose", [value], [new IntsAttribute("perm", toFront)]);
        var count = view.ResultShape()[axis];
        var rows = view.Op("Range", [view.SizeScalar(start), view.SizeScalar(start + count * step), view.Constant(ConstantTensor.Scalar(step))], type: DataType.Int64);
        var result = view.Op("ScatterND", [Front(view.Input(0)), view.Op("Unsqueeze", [rows, view.Int64s(1)]), Front(written)]);
        return axis == 0 ? result : view.Op("Transpose", [result], [new IntsAttribute("perm", back)]);
    }

    // a position counted from the end becomes one counted from the front
    private static Dimension Wrapped(Dimension position, Dimension size) => position.TryGetConstant(out long constant) && constant < 0 ? size + constant : position;
}
