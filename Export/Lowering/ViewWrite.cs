namespace OnnxForge.Export;

/// <summary>What a base is after one of its views was written.</summary>
/// <remarks>
/// Rearranged elements go back the way that the view's own lowering took; a range of a dimension is put between its neighbours; any other view is
/// undone by its positions, which its own lowering gives when it is applied to the numbers of the base's elements.
/// </remarks>
/// <param name="view">The call that made the view.</param>
/// <param name="source">The base.</param>
/// <param name="target">The view.</param>
/// <param name="valueOf">The values of tensors before the write.</param>
/// <param name="lower">The view's value, made of the values given.</param>
internal sealed class ViewWrite(LoweringContext view, ProgramTensor source, ProgramTensor target, Func<ProgramTensor, Value> valueOf, Func<Func<ProgramTensor, Value>, Value> lower)
{
    private readonly Value before = valueOf(source);
    private readonly IReadOnlyList<Dimension> shape = [.. source.Shape.Select(d => d ?? throw LoweringContext.Refuse("a write through a view of a tensor whose size fits no expression of the dynamic dimensions"))];

    /// <summary>The base's new value.</summary>
    /// <param name="written">The view's new value.</param>
    /// <param name="output">Which result of the call the view is.</param>
    /// <exception cref="LoweringRefusedException">Several elements of the view lie in one place.</exception>
    public Value Apply(Value written, int output)
    {
        if (Overlaps(target)) throw LoweringContext.Refuse($"a write through a view that {view.Operator} made, several of whose elements share memory");
        if (Range(output) is var (axis, start, length)) return Between(view.Name is "select" or "unbind" ? view.Unsqueeze(written, axis) : written, axis, start, length);
        switch (view.Operator)
        {
            case "aten::view_as_real" or "aten::view_as_complex": return written; // both are pairs in the graph
            case "aten::_conj": return view.Pair(view.Conjugate(view.Parts(written)));
            case "aten::_neg_view": return view.Negate(written);
        }
        var forward = lower(valueOf);
        if (forward == before) return written;
        if (forward.Producer is { } node && node.Inputs[0] == before)
        {
            if (node.OpType is "Reshape" or "Squeeze" or "Unsqueeze") return view.Reshape(written, source.ValueShape!);
            if (node.OpType == "Transpose") return view.Transpose(written, Inverse(node.Attribute<IntsAttribute>("perm")!.Values));
        }
        return Scatter(written);
    }

    // the dimension of which the view is a range without gaps, with where that begins and how long it is
    private (int Axis, Dimension Start, Dimension Length)? Range(int output)
    {
        switch (view.Operator)
        {
            case "aten::select.int": return (view.Axis(1), Wrapped(view.Size(2), shape[view.Axis(1)]), Dimension.Of(1));
            case "aten::unbind.int": return (view.InputCount > 1 ? view.Axis(1) : 0, Dimension.Of(output), Dimension.Of(1));
            case "aten::narrow": return (view.Axis(1), Wrapped(view.Size(2), shape[view.Axis(1)]), view.Size(3));
            case "aten::slice.Tensor" when view.Integer(4, 1) == 1:
                int axis = view.IsNone(1) ? 0 : view.Axis(1);
                var length = view.ResultShape()[axis];
                bool toEnd = view.IsNone(3) || view.Size(3).TryGetConstant(out long end) && end == long.MaxValue; // a start before the first element is the first one
                return (axis, view.IsNone(2) ? Dimension.Of(0) : toEnd ? shape[axis] - length : Wrapped(view.Size(2), shape[axis]), length);
            case "aten::split.Tensor" or "aten::split_with_sizes" or "aten::split.sizes" or "aten::chunk" or "aten::unsafe_chunk" or "aten::unsafe_split.Tensor" or "aten::unsafe_split_with_sizes":
                int parted = view.InputCount > 2 ? view.Axis(2) : 0;
                return (parted, Enumerable.Range(0, output).Aggregate(Dimension.Of(0), (sum, i) => sum + view.ResultShape(i)[parted]), view.ResultShape(output)[parted]);
            default: return null;
        }
    }

    // what stands before the range, the new rows, what stands behind
    private Value Between(Value written, int axis, Dimension start, Dimension length)
    {
        var (end, size) = (start + length, shape[axis]);
        var parts = new List<Value>();
        if (start != Dimension.Of(0)) parts.Add(ShapeLowerings.Slice(view, before, axis, Dimension.Of(0), start, 1));
        parts.Add(written);
        if (end != size) parts.Add(ShapeLowerings.Slice(view, before, axis, end, size, 1));
        return view.Concatenate(parts, axis);
    }

    private Value Scatter(Value written)
    {
        if (source.IsComplex) throw LoweringContext.Refuse($"a write through a view of complex numbers that {view.Operator} made");
        Value Flat(Value value) => view.Op("Reshape", [value, view.Int64s(-1)]);
        var numbers = view.Reshape(view.Counted(shape.Aggregate(Dimension.Of(1), (product, size) => product * size)), shape);
        var positions = lower(tensor => tensor == source ? numbers : valueOf(tensor));
        return view.Reshape(view.Op("ScatterElements", [Flat(before), Flat(positions), Flat(written)]), shape);
    }

    private static int[] Inverse(IReadOnlyList<long> order)
    {
        var inverse = new int[order.Count];
        for (int i = 0; i < order.Count; i++) inverse[order[i]] = i;
        return inverse;
    }

    // whether several elements lie in one place, as in an expanded tensor or in windows that overlap
    private static bool Overlaps(ProgramTensor tensor)
    {
        var dimensions = tensor.Sample.shape.Zip(tensor.Sample.stride(), (size, stride) => (Size: size, Stride: stride)).Where(d => d.Size > 1).OrderBy(d => d.Stride).ToList();
        long last = 0;
        bool nested = dimensions.All(d => d.Stride > last & (last += (d.Size - 1) * d.Stride) > 0);
        if (nested) return false;
        IEnumerable<long> places = [0];
        foreach (var (size, stride) in dimensions) places = places.SelectMany(_ => Enumerable.Range(0, (int)size), (place, i) => place + i * stride);
        return places.ToHashSet().Count < dimensions.Aggregate(1L, (count, d) => count * d.Size);
    }

    // a position counted from the end becomes one counted from the front
    private static Dimension Wrapped(Dimension position, Dimension size)
    {
        if (!position.TryGetConstant(out long constant) || constant >= 0) return position;
        var wrapped = size + constant;
        return wrapped.TryGetConstant(out long start) && start < 0 ? Dimension.Of(0) : wrapped;
    }
}
